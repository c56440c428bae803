using TorchSharp.Native;

namespace TorchSharp;

/// <content>Element by element.</content>
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.abs(this);
        public Tensor abs_() => Aten.abs_(this);
        public Tensor neg() => Aten.neg(this);
        public Tensor neg_() => Aten.neg_(this);
        public Tensor sign() => Aten.sign(this);
        public Tensor exp() => Aten.exp(this);
        public Tensor exp_() => Aten.exp_(this);
        public Tensor expm1() => Aten.expm1(this);
        public Tensor log() => Aten.log(this);
        public Tensor log_() => Aten.log_(this);
        public Tensor log1p() => Aten.log1p(this);
        public Tensor log2() => Aten.log2(this);
        public Tensor log10() => Aten.log10(this);
        public Tensor sqrt() => Aten.sqrt(this);
        public Tensor sqrt_() => Aten.sqrt_(this);
        public Tensor rsqrt() => Aten.rsqrt(this);
        public Tensor rsqrt_() => Aten.rsqrt_(this);
        public Tensor square() => Aten.square(this);
        public Tensor reciprocal() => Aten.reciprocal(this);
        public Tensor reciprocal_() => Aten.reciprocal_(this);
        public Tensor sin() => Aten.sin(this);
        public Tensor sin_() => Aten.sin_(this);
        public Tensor cos() => Aten.cos(this);
        public Tensor cos_() => Aten.cos_(this);
        public Tensor tan() => Aten.tan(this);
        public Tensor asin() => Aten.asin(this);
        public Tensor acos() => Aten.acos(this);
        public Tensor atan() => Aten.atan(this);
        public Tensor sinh() => Aten.sinh(this);
        public Tensor cosh() => Aten.cosh(this);
        public Tensor tanh() => Aten.tanh(this);
        public Tensor tanh_() => Aten.tanh_(this);
        public Tensor sigmoid() => Aten.sigmoid(this);
        public Tensor sigmoid_() => Aten.sigmoid_(this);
        public Tensor erf() => Aten.erf(this);
        public Tensor erfc() => Aten.erfc(this);
        public Tensor erfinv() => Aten.erfinv(this);
        public Tensor floor() => Aten.floor(this);
        public Tensor floor_() => Aten.floor_(this);
        public Tensor ceil() => Aten.ceil(this);
        public Tensor ceil_() => Aten.ceil_(this);
        public Tensor round(long decimals = 0) => decimals == 0 ? Aten.round(this) : Aten.round(this, decimals);
        public Tensor round_(long decimals = 0) => decimals == 0 ? Aten.round_(this) : Aten.round_(this, decimals);
        public Tensor trunc() => Aten.trunc(this);
        public Tensor trunc_() => Aten.trunc_(this);
        public Tensor frac() => Aten.frac(this);
        public Tensor relu() => Aten.relu(this);
        public Tensor relu_() => Aten.relu_(this);
        public Tensor gelu() => Aten.gelu(this, "none");
        public Tensor silu() => Aten.silu(this);
        public Tensor isnan() => Aten.isnan(this);
        public Tensor isinf() => Aten.isinf(this);
        public Tensor isfinite() => Aten.isfinite(this);
        public Tensor logical_not() => Aten.logical_not(this);
        public Tensor bitwise_not() => Aten.bitwise_not(this);
        public Tensor logit(double? eps = null) => Aten.logit(this, eps);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            Aten.nan_to_num(this, nan, posinf, neginf);
    }

    public static Tensor abs(Tensor input) => input.abs();
    public static Tensor abs_(Tensor input) => input.abs_();
    public static Tensor neg(Tensor input) => input.neg();
    public static Tensor neg_(Tensor input) => input.neg_();
    public static Tensor sign(Tensor input) => input.sign();
    public static Tensor exp(Tensor input) => input.exp();
    public static Tensor exp_(Tensor input) => input.exp_();
    public static Tensor expm1(Tensor input) => input.expm1();
    public static Tensor log(Tensor input) => input.log();
    public static Tensor log_(Tensor input) => input.log_();
    public static Tensor log1p(Tensor input) => input.log1p();
    public static Tensor log2(Tensor input) => input.log2();
    public static Tensor log10(Tensor input) => input.log10();
    public static Tensor sqrt(Tensor input) => input.sqrt();
    public static Tensor sqrt_(Tensor input) => input.sqrt_();
    public static Tensor rsqrt(Tensor input) => input.rsqrt();
    public static Tensor rsqrt_(Tensor input) => input.rsqrt_();
    public static Tensor square(Tensor input) => input.square();
    public static Tensor reciprocal(Tensor input) => input.reciprocal();
    public static Tensor reciprocal_(Tensor input) => input.reciprocal_();
    public static Tensor sin(Tensor input) => input.sin();
    public static Tensor sin_(Tensor input) => input.sin_();
    public static Tensor cos(Tensor input) => input.cos();
    public static Tensor cos_(Tensor input) => input.cos_();
    public static Tensor tan(Tensor input) => input.tan();
    public static Tensor asin(Tensor input) => input.asin();
    public static Tensor acos(Tensor input) => input.acos();
    public static Tensor atan(Tensor input) => input.atan();
    public static Tensor sinh(Tensor input) => input.sinh();
    public static Tensor cosh(Tensor input) => input.cosh();
    public static Tensor tanh(Tensor input) => input.tanh();
    public static Tensor tanh_(Tensor input) => input.tanh_();
    public static Tensor sigmoid(Tensor input) => input.sigmoid();
    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();
    public static Tensor erf(Tensor input) => input.erf();
    public static Tensor erfc(Tensor input) => input.erfc();
    public static Tensor erfinv(Tensor input) => input.erfinv();
    public static Tensor floor(Tensor input) => input.floor();
    public static Tensor floor_(Tensor input) => input.floor_();
    public static Tensor ceil(Tensor input) => input.ceil();
    public static Tensor ceil_(Tensor input) => input.ceil_();
    public static Tensor round(Tensor input, long decimals = 0) => input.round(decimals);
    public static Tensor round_(Tensor input, long decimals = 0) => input.round_(decimals);
    public static Tensor trunc(Tensor input) => input.trunc();
    public static Tensor trunc_(Tensor input) => input.trunc_();
    public static Tensor frac(Tensor input) => input.frac();
    public static Tensor isnan(Tensor input) => input.isnan();
    public static Tensor isinf(Tensor tensor) => tensor.isinf();
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();
    public static Tensor logical_not(Tensor input) => input.logical_not();
    public static Tensor bitwise_not(Tensor input) => input.bitwise_not();
    public static Tensor logit(Tensor input, double? eps = null) => input.logit(eps);
    public static Tensor nan_to_num(Tensor input, double nan = 0, double? posinf = null, double? neginf = null) =>
        input.nan_to_num(nan, posinf, neginf);
}
