using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Arithmetic, comparison and selection of the elements at the same place.</summary>
internal static partial class Aten
{
    static readonly Operator AddTensor = "aten::add.Tensor";
    public static Tensor add(Tensor self, Tensor other, Scalar alpha) => AddTensor.One(self, other, alpha);

    static readonly Operator AddScalar = "aten::add.Scalar";
    public static Tensor add(Tensor self, Scalar other, Scalar alpha) => AddScalar.One(self, other, alpha);

    static readonly Operator Add_Tensor = "aten::add_.Tensor";
    public static Tensor add_(Tensor self, Tensor other, Scalar alpha) => Add_Tensor.InPlace(self, other, alpha);

    static readonly Operator Add_Scalar = "aten::add_.Scalar";
    public static Tensor add_(Tensor self, Scalar other, Scalar alpha) => Add_Scalar.InPlace(self, other, alpha);

    static readonly Operator SubTensor = "aten::sub.Tensor";
    public static Tensor sub(Tensor self, Tensor other, Scalar alpha) => SubTensor.One(self, other, alpha);

    static readonly Operator SubScalar = "aten::sub.Scalar";
    public static Tensor sub(Tensor self, Scalar other, Scalar alpha) => SubScalar.One(self, other, alpha);

    static readonly Operator Sub_Tensor = "aten::sub_.Tensor";
    public static Tensor sub_(Tensor self, Tensor other, Scalar alpha) => Sub_Tensor.InPlace(self, other, alpha);

    static readonly Operator Sub_Scalar = "aten::sub_.Scalar";
    public static Tensor sub_(Tensor self, Scalar other, Scalar alpha) => Sub_Scalar.InPlace(self, other, alpha);

    static readonly Operator RsubScalar = "aten::rsub.Scalar";
    public static Tensor rsub(Tensor self, Scalar other, Scalar alpha) => RsubScalar.One(self, other, alpha);

    static readonly Operator MulTensor = "aten::mul.Tensor";
    public static Tensor mul(Tensor self, Tensor other) => MulTensor.One(self, other);

    static readonly Operator MulScalar = "aten::mul.Scalar";
    public static Tensor mul(Tensor self, Scalar other) => MulScalar.One(self, other);

    static readonly Operator Mul_Tensor = "aten::mul_.Tensor";
    public static Tensor mul_(Tensor self, Tensor other) => Mul_Tensor.InPlace(self, other);

    static readonly Operator Mul_Scalar = "aten::mul_.Scalar";
    public static Tensor mul_(Tensor self, Scalar other) => Mul_Scalar.InPlace(self, other);

    static readonly Operator DivTensor = "aten::div.Tensor";
    public static Tensor div(Tensor self, Tensor other) => DivTensor.One(self, other);

    static readonly Operator DivScalar = "aten::div.Scalar";
    public static Tensor div(Tensor self, Scalar other) => DivScalar.One(self, other);

    static readonly Operator Div_Tensor = "aten::div_.Tensor";
    public static Tensor div_(Tensor self, Tensor other) => Div_Tensor.InPlace(self, other);

    static readonly Operator Div_Scalar = "aten::div_.Scalar";
    public static Tensor div_(Tensor self, Scalar other) => Div_Scalar.InPlace(self, other);

    static readonly Operator DivTensorMode = "aten::div.Tensor_mode";
    public static Tensor div(Tensor self, Tensor other, string? rounding_mode) => DivTensorMode.One(self, other, rounding_mode);

    static readonly Operator DivScalarMode = "aten::div.Scalar_mode";
    public static Tensor div(Tensor self, Scalar other, string? rounding_mode) => DivScalarMode.One(self, other, rounding_mode);

    static readonly Operator Div_TensorMode = "aten::div_.Tensor_mode";
    public static Tensor div_(Tensor self, Tensor other, string? rounding_mode) => Div_TensorMode.InPlace(self, other, rounding_mode);

    static readonly Operator Div_ScalarMode = "aten::div_.Scalar_mode";
    public static Tensor div_(Tensor self, Scalar other, string? rounding_mode) => Div_ScalarMode.InPlace(self, other, rounding_mode);

    static readonly Operator RemainderTensor = "aten::remainder.Tensor";
    public static Tensor remainder(Tensor self, Tensor other) => RemainderTensor.One(self, other);

    static readonly Operator RemainderScalar = "aten::remainder.Scalar";
    public static Tensor remainder(Tensor self, Scalar other) => RemainderScalar.One(self, other);

    static readonly Operator Remainder_Tensor = "aten::remainder_.Tensor";
    public static Tensor remainder_(Tensor self, Tensor other) => Remainder_Tensor.InPlace(self, other);

    static readonly Operator Remainder_Scalar = "aten::remainder_.Scalar";
    public static Tensor remainder_(Tensor self, Scalar other) => Remainder_Scalar.InPlace(self, other);

    static readonly Operator FmodTensor = "aten::fmod.Tensor";
    public static Tensor fmod(Tensor self, Tensor other) => FmodTensor.One(self, other);

    static readonly Operator FmodScalar = "aten::fmod.Scalar";
    public static Tensor fmod(Tensor self, Scalar other) => FmodScalar.One(self, other);

    static readonly Operator FloorDivide = "aten::floor_divide";
    public static Tensor floor_divide(Tensor self, Tensor other) => FloorDivide.One(self, other);

    static readonly Operator FloorDivideScalar = "aten::floor_divide.Scalar";
    public static Tensor floor_divide(Tensor self, Scalar other) => FloorDivideScalar.One(self, other);

    static readonly Operator PowTensorTensor = "aten::pow.Tensor_Tensor";
    public static Tensor pow(Tensor self, Tensor exponent) => PowTensorTensor.One(self, exponent);

    static readonly Operator PowTensorScalar = "aten::pow.Tensor_Scalar";
    public static Tensor pow(Tensor self, Scalar exponent) => PowTensorScalar.One(self, exponent);

    static readonly Operator PowScalar = "aten::pow.Scalar";
    public static Tensor pow(Scalar self, Tensor exponent) => PowScalar.One(self, exponent);

    static readonly Operator Pow_Scalar = "aten::pow_.Scalar";
    public static Tensor pow_(Tensor self, Scalar exponent) => Pow_Scalar.InPlace(self, exponent);

    static readonly Operator Pow_Tensor = "aten::pow_.Tensor";
    public static Tensor pow_(Tensor self, Tensor exponent) => Pow_Tensor.InPlace(self, exponent);

    static readonly Operator Addcmul = "aten::addcmul";
    public static Tensor addcmul(Tensor self, Tensor tensor1, Tensor tensor2, Scalar value) => Addcmul.One(self, tensor1, tensor2, value);

    static readonly Operator Addcmul_ = "aten::addcmul_";
    public static Tensor addcmul_(Tensor self, Tensor tensor1, Tensor tensor2, Scalar value) =>
        Addcmul_.InPlace(self, tensor1, tensor2, value);

    static readonly Operator Addcdiv = "aten::addcdiv";
    public static Tensor addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, Scalar value) => Addcdiv.One(self, tensor1, tensor2, value);

    static readonly Operator Addcdiv_ = "aten::addcdiv_";
    public static Tensor addcdiv_(Tensor self, Tensor tensor1, Tensor tensor2, Scalar value) =>
        Addcdiv_.InPlace(self, tensor1, tensor2, value);

    static readonly Operator LerpTensor = "aten::lerp.Tensor";
    public static Tensor lerp(Tensor self, Tensor end, Tensor weight) => LerpTensor.One(self, end, weight);

    static readonly Operator Lerp_Tensor = "aten::lerp_.Tensor";
    public static Tensor lerp_(Tensor self, Tensor end, Tensor weight) => Lerp_Tensor.InPlace(self, end, weight);

    static readonly Operator LerpScalar = "aten::lerp.Scalar";
    public static Tensor lerp(Tensor self, Tensor end, Scalar weight) => LerpScalar.One(self, end, weight);

    static readonly Operator Lerp_Scalar = "aten::lerp_.Scalar";
    public static Tensor lerp_(Tensor self, Tensor end, Scalar weight) => Lerp_Scalar.InPlace(self, end, weight);

    static readonly Operator Atan2 = "aten::atan2";
    public static Tensor atan2(Tensor self, Tensor other) => Atan2.One(self, other);

    static readonly Operator Clamp = "aten::clamp";
    public static Tensor clamp(Tensor self, Scalar? min, Scalar? max) => Clamp.One(self, min, max);

    static readonly Operator ClampTensor = "aten::clamp.Tensor";
    public static Tensor clamp(Tensor self, Tensor? min, Tensor? max) => ClampTensor.One(self, min, max);

    static readonly Operator Clamp_ = "aten::clamp_";
    public static Tensor clamp_(Tensor self, Scalar? min, Scalar? max) => Clamp_.InPlace(self, min, max);

    static readonly Operator Clamp_Tensor = "aten::clamp_.Tensor";
    public static Tensor clamp_(Tensor self, Tensor? min, Tensor? max) => Clamp_Tensor.InPlace(self, min, max);

    static readonly Operator ClampMin = "aten::clamp_min";
    public static Tensor clamp_min(Tensor self, Scalar min) => ClampMin.One(self, min);

    static readonly Operator ClampMin_ = "aten::clamp_min_";
    public static Tensor clamp_min_(Tensor self, Scalar min) => ClampMin_.InPlace(self, min);

    static readonly Operator ClampMax = "aten::clamp_max";
    public static Tensor clamp_max(Tensor self, Scalar max) => ClampMax.One(self, max);

    static readonly Operator ClampMax_ = "aten::clamp_max_";
    public static Tensor clamp_max_(Tensor self, Scalar max) => ClampMax_.InPlace(self, max);

    static readonly Operator Maximum = "aten::maximum";
    public static Tensor maximum(Tensor self, Tensor other) => Maximum.One(self, other);

    static readonly Operator Minimum = "aten::minimum";
    public static Tensor minimum(Tensor self, Tensor other) => Minimum.One(self, other);

    static readonly Operator EqTensor = "aten::eq.Tensor";
    public static Tensor eq(Tensor self, Tensor other) => EqTensor.One(self, other);

    static readonly Operator EqScalar = "aten::eq.Scalar";
    public static Tensor eq(Tensor self, Scalar other) => EqScalar.One(self, other);

    static readonly Operator NeTensor = "aten::ne.Tensor";
    public static Tensor ne(Tensor self, Tensor other) => NeTensor.One(self, other);

    static readonly Operator NeScalar = "aten::ne.Scalar";
    public static Tensor ne(Tensor self, Scalar other) => NeScalar.One(self, other);

    static readonly Operator LtTensor = "aten::lt.Tensor";
    public static Tensor lt(Tensor self, Tensor other) => LtTensor.One(self, other);

    static readonly Operator LtScalar = "aten::lt.Scalar";
    public static Tensor lt(Tensor self, Scalar other) => LtScalar.One(self, other);

    static readonly Operator LeTensor = "aten::le.Tensor";
    public static Tensor le(Tensor self, Tensor other) => LeTensor.One(self, other);

    static readonly Operator LeScalar = "aten::le.Scalar";
    public static Tensor le(Tensor self, Scalar other) => LeScalar.One(self, other);

    static readonly Operator GtTensor = "aten::gt.Tensor";
    public static Tensor gt(Tensor self, Tensor other) => GtTensor.One(self, other);

    static readonly Operator GtScalar = "aten::gt.Scalar";
    public static Tensor gt(Tensor self, Scalar other) => GtScalar.One(self, other);

    static readonly Operator GeTensor = "aten::ge.Tensor";
    public static Tensor ge(Tensor self, Tensor other) => GeTensor.One(self, other);

    static readonly Operator GeScalar = "aten::ge.Scalar";
    public static Tensor ge(Tensor self, Scalar other) => GeScalar.One(self, other);

    static readonly Operator Equal = "aten::equal";
    public static bool equal(Tensor self, Tensor other) => Equal.Boolean(self, other);

    static readonly Operator Allclose = "aten::allclose";
    public static bool allclose(Tensor self, Tensor other, double rtol, double atol, bool equal_nan) =>
        Allclose.Boolean(self, other, rtol, atol, equal_nan);

    static readonly Operator LogicalAnd = "aten::logical_and";
    public static Tensor logical_and(Tensor self, Tensor other) => LogicalAnd.One(self, other);

    static readonly Operator LogicalOr = "aten::logical_or";
    public static Tensor logical_or(Tensor self, Tensor other) => LogicalOr.One(self, other);

    static readonly Operator LogicalXor = "aten::logical_xor";
    public static Tensor logical_xor(Tensor self, Tensor other) => LogicalXor.One(self, other);

    static readonly Operator BitwiseAndTensor = "aten::bitwise_and.Tensor";
    public static Tensor bitwise_and(Tensor self, Tensor other) => BitwiseAndTensor.One(self, other);

    static readonly Operator BitwiseOrTensor = "aten::bitwise_or.Tensor";
    public static Tensor bitwise_or(Tensor self, Tensor other) => BitwiseOrTensor.One(self, other);

    static readonly Operator BitwiseXorTensor = "aten::bitwise_xor.Tensor";
    public static Tensor bitwise_xor(Tensor self, Tensor other) => BitwiseXorTensor.One(self, other);

    static readonly Operator WhereSelf = "aten::where.self";
    public static Tensor where(Tensor condition, Tensor self, Tensor other) => WhereSelf.One(condition, self, other);

    static readonly Operator MaskedFillScalar = "aten::masked_fill.Scalar";
    public static Tensor masked_fill(Tensor self, Tensor mask, Scalar value) => MaskedFillScalar.One(self, mask, value);

    static readonly Operator MaskedFill_Scalar = "aten::masked_fill_.Scalar";
    public static Tensor masked_fill_(Tensor self, Tensor mask, Scalar value) => MaskedFill_Scalar.InPlace(self, mask, value);

    static readonly Operator MaskedFillTensor = "aten::masked_fill.Tensor";
    public static Tensor masked_fill(Tensor self, Tensor mask, Tensor value) => MaskedFillTensor.One(self, mask, value);

    static readonly Operator MaskedFill_Tensor = "aten::masked_fill_.Tensor";
    public static Tensor masked_fill_(Tensor self, Tensor mask, Tensor value) => MaskedFill_Tensor.InPlace(self, mask, value);

    static readonly Operator MaskedSelect = "aten::masked_select";
    public static Tensor masked_select(Tensor self, Tensor mask) => MaskedSelect.One(self, mask);

    static readonly Operator MaskedScatter = "aten::masked_scatter";
    public static Tensor masked_scatter(Tensor self, Tensor mask, Tensor source) => MaskedScatter.One(self, mask, source);

    static readonly Operator MaskedScatter_ = "aten::masked_scatter_";
    public static Tensor masked_scatter_(Tensor self, Tensor mask, Tensor source) => MaskedScatter_.InPlace(self, mask, source);

    static readonly Operator Fill_Scalar = "aten::fill_.Scalar";
    public static Tensor fill_(Tensor self, Scalar value) => Fill_Scalar.InPlace(self, value);

    static readonly Operator Fill_Tensor = "aten::fill_.Tensor";
    public static Tensor fill_(Tensor self, Tensor value) => Fill_Tensor.InPlace(self, value);

    static readonly Operator Logaddexp = "aten::logaddexp";
    public static Tensor logaddexp(Tensor self, Tensor other) => Logaddexp.One(self, other);
}
