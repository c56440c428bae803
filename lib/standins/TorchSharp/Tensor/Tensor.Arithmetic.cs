using TorchSharp.Native;

namespace TorchSharp;

/// <content>Arithmetic, comparison and selection of two tensors.</content>
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Scalar scalar) => Aten.add(this, scalar, One);
        public Tensor add(Scalar scalar, Scalar alpha) => Aten.add(this, scalar, alpha);
        public Tensor add(Tensor target) => Aten.add(this, target, One);
        public Tensor add(Tensor target, Scalar alpha) => Aten.add(this, target, alpha);
        public Tensor add_(Scalar scalar) => Aten.add_(this, scalar, One);
        public Tensor add_(Scalar scalar, Scalar alpha) => Aten.add_(this, scalar, alpha);
        public Tensor add_(Tensor target) => Aten.add_(this, target, One);
        public Tensor add_(Tensor target, Scalar alpha) => Aten.add_(this, target, alpha);
        public Tensor sub(Scalar target) => Aten.sub(this, target, One);
        public Tensor sub(Tensor target) => Aten.sub(this, target, One);
        public Tensor sub_(Scalar target) => Aten.sub_(this, target, One);
        public Tensor sub_(Tensor target) => Aten.sub_(this, target, One);
        public Tensor mul(Scalar target) => Aten.mul(this, target);
        public Tensor mul(Tensor target) => Aten.mul(this, target);
        public Tensor mul_(Scalar target) => Aten.mul_(this, target);
        public Tensor mul_(Tensor target) => Aten.mul_(this, target);
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div(this, target) : Aten.div(this, target, rounding_mode.ToString());
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div(this, target) : Aten.div(this, target, rounding_mode.ToString());
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div_(this, target) : Aten.div_(this, target, rounding_mode.ToString());
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div_(this, target) : Aten.div_(this, target, rounding_mode.ToString());
        public Tensor remainder(Scalar scalar) => Aten.remainder(this, scalar);
        public Tensor remainder(Tensor target) => Aten.remainder(this, target);
        public Tensor remainder_(Scalar scalar) => Aten.remainder_(this, scalar);
        public Tensor remainder_(Tensor target) => Aten.remainder_(this, target);
        public Tensor fmod(Scalar scalar) => Aten.fmod(this, scalar);
        public Tensor fmod(Tensor target) => Aten.fmod(this, target);
        public Tensor floor_divide(Scalar other) => Aten.floor_divide(this, other);
        public Tensor floor_divide(Tensor other) => Aten.floor_divide(this, other);
        public Tensor pow(Scalar exponent) => Aten.pow(this, exponent);
        public Tensor pow(Tensor exponent) => Aten.pow(this, exponent);
        public Tensor pow_(Scalar exponent) => Aten.pow_(this, exponent);
        public Tensor pow_(Tensor exponent) => Aten.pow_(this, exponent);
        public Tensor atan2(Tensor other) => Aten.atan2(this, other);
        public Tensor maximum(Tensor other) => Aten.maximum(this, other);
        public Tensor minimum(Tensor other) => Aten.minimum(this, other);
        public Tensor eq(Scalar target) => Aten.eq(this, target);
        public Tensor eq(Tensor target) => Aten.eq(this, target);
        public Tensor ne(Scalar target) => Aten.ne(this, target);
        public Tensor ne(Tensor target) => Aten.ne(this, target);
        public Tensor lt(Scalar target) => Aten.lt(this, target);
        public Tensor lt(Tensor target) => Aten.lt(this, target);
        public Tensor le(Scalar target) => Aten.le(this, target);
        public Tensor le(Tensor target) => Aten.le(this, target);
        public Tensor gt(Scalar target) => Aten.gt(this, target);
        public Tensor gt(Tensor target) => Aten.gt(this, target);
        public Tensor ge(Scalar target) => Aten.ge(this, target);
        public Tensor ge(Tensor target) => Aten.ge(this, target);
        public bool allclose(Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) =>
            Aten.allclose(this, target, rtol, atol, equal_nan);
        public Tensor logical_and(Tensor other) => Aten.logical_and(this, other);
        public Tensor logical_or(Tensor other) => Aten.logical_or(this, other);
        public Tensor logical_xor(Tensor other) => Aten.logical_xor(this, other);
        public Tensor bitwise_and(Tensor other) => Aten.bitwise_and(this, other);
        public Tensor bitwise_or(Tensor other) => Aten.bitwise_or(this, other);
        public Tensor bitwise_xor(Tensor other) => Aten.bitwise_xor(this, other);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul_(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.addcdiv(this, tensor1, tensor2, One);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Aten.addcdiv_(this, tensor1, tensor2, One);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv_(this, tensor1, tensor2, value);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.lerp(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Aten.lerp_(this, end, weight);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.clamp(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.clamp(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.clamp_(this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Aten.clamp_(this, min, max);
        public Tensor clamp_min(Scalar min) => Aten.clamp_min(this, min);
        public Tensor clamp_min_(Scalar min) => Aten.clamp_min_(this, min);
        public Tensor clamp_max(Scalar max) => Aten.clamp_max(this, max);
        public Tensor clamp_max_(Scalar max) => Aten.clamp_max_(this, max);
        public Tensor where(Tensor condition, Tensor y) => Aten.where(condition, this, y);
        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.masked_fill(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Aten.masked_fill_(this, mask, value);
        public Tensor masked_select(Tensor mask) => Aten.masked_select(this, mask);
        public Tensor masked_scatter(Tensor mask, Tensor value) => Aten.masked_scatter(this, mask, value);
        public Tensor masked_scatter_(Tensor mask, Tensor value) => Aten.masked_scatter_(this, mask, value);
        public Tensor fill_(Scalar value) => Aten.fill_(this, value);
        public Tensor zero_() => Aten.zero_(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.copy_(this, source, nonBlocking);
        public Tensor logaddexp(Tensor other) => Aten.logaddexp(this, other);
    }

    public static Tensor add(Tensor left, Scalar right) => left.add(right);
    public static Tensor add(Tensor left, Scalar right, Scalar alpha) => left.add(right, alpha);
    public static Tensor add(Tensor left, Tensor right) => left.add(right);
    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);
    public static Tensor add_(Tensor left, Scalar right) => left.add_(right);
    public static Tensor add_(Tensor left, Scalar right, Scalar alpha) => left.add_(right, alpha);
    public static Tensor add_(Tensor left, Tensor right) => left.add_(right);
    public static Tensor add_(Tensor left, Tensor right, Scalar alpha) => left.add_(right, alpha);
    public static Tensor sub(Tensor left, Scalar right) => left.sub(right);
    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);
    public static Tensor sub_(Tensor left, Scalar right) => left.sub_(right);
    public static Tensor sub_(Tensor left, Tensor right) => left.sub_(right);
    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);
    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);
    public static Tensor mul_(Tensor left, Scalar right) => left.mul_(right);
    public static Tensor mul_(Tensor left, Tensor right) => left.mul_(right);
    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div(right, rounding_mode);
    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div(right, rounding_mode);
    public static Tensor div_(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div_(right, rounding_mode);
    public static Tensor div_(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) =>
        left.div_(right, rounding_mode);
    public static Tensor remainder(Tensor left, Scalar right) => left.remainder(right);
    public static Tensor remainder(Tensor left, Tensor right) => left.remainder(right);
    public static Tensor remainder_(Tensor left, Scalar right) => left.remainder_(right);
    public static Tensor remainder_(Tensor left, Tensor right) => left.remainder_(right);
    public static Tensor fmod(Tensor left, Scalar right) => left.fmod(right);
    public static Tensor fmod(Tensor left, Tensor right) => left.fmod(right);
    public static Tensor floor_divide(Tensor input, Tensor other) => input.floor_divide(other);
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);
    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);
    public static Tensor pow_(Tensor left, Scalar exponent) => left.pow_(exponent);
    public static Tensor pow_(Tensor left, Tensor exponent) => left.pow_(exponent);
    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);
    public static Tensor le(Tensor left, Tensor right) => left.le(right);
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);
    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);
    public static Tensor bitwise_and(Tensor left, Tensor right) => left.bitwise_and(right);
    public static Tensor bitwise_or(Tensor left, Tensor right) => left.bitwise_or(right);
    public static Tensor bitwise_xor(Tensor left, Tensor right) => left.bitwise_xor(right);
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul(tensor1, tensor2, value);
    public static Tensor addcmul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcmul_(tensor1, tensor2, value);
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv(tensor1, tensor2, value);
    public static Tensor addcdiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) =>
        input.addcdiv_(tensor1, tensor2, value);
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);
    public static Tensor clamp_(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp_(min, max);
    public static Tensor clamp_(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp_(min, max);
    public static Tensor clamp_min(Tensor input, Scalar min) => input.clamp_min(min);
    public static Tensor clamp_min_(Tensor input, Scalar min) => input.clamp_min_(min);
    public static Tensor clamp_max(Tensor input, Scalar max) => input.clamp_max(max);
    public static Tensor clamp_max_(Tensor input, Scalar max) => input.clamp_max_(max);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.where(condition, x, y);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor logaddexp(Tensor left, Tensor right) => left.logaddexp(right);
}
