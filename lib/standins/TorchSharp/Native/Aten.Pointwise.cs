using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>One result element from the elements at the same place.</summary>
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

    static readonly Operator Neg = "aten::neg";
    public static Tensor neg(Tensor self) => Neg.One(self);

    static readonly Operator Neg_ = "aten::neg_";
    public static Tensor neg_(Tensor self) => Neg_.InPlace(self);

    static readonly Operator Abs = "aten::abs";
    public static Tensor abs(Tensor self) => Abs.One(self);

    static readonly Operator Abs_ = "aten::abs_";
    public static Tensor abs_(Tensor self) => Abs_.InPlace(self);

    static readonly Operator Sign = "aten::sign";
    public static Tensor sign(Tensor self) => Sign.One(self);

    static readonly Operator Sgn = "aten::sgn";
    public static Tensor sgn(Tensor self) => Sgn.One(self);

    static readonly Operator Exp = "aten::exp";
    public static Tensor exp(Tensor self) => Exp.One(self);

    static readonly Operator Exp_ = "aten::exp_";
    public static Tensor exp_(Tensor self) => Exp_.InPlace(self);

    static readonly Operator Expm1 = "aten::expm1";
    public static Tensor expm1(Tensor self) => Expm1.One(self);

    static readonly Operator Log = "aten::log";
    public static Tensor log(Tensor self) => Log.One(self);

    static readonly Operator Log_ = "aten::log_";
    public static Tensor log_(Tensor self) => Log_.InPlace(self);

    static readonly Operator Log1p = "aten::log1p";
    public static Tensor log1p(Tensor self) => Log1p.One(self);

    static readonly Operator Log2 = "aten::log2";
    public static Tensor log2(Tensor self) => Log2.One(self);

    static readonly Operator Log10 = "aten::log10";
    public static Tensor log10(Tensor self) => Log10.One(self);

    static readonly Operator Sqrt = "aten::sqrt";
    public static Tensor sqrt(Tensor self) => Sqrt.One(self);

    static readonly Operator Sqrt_ = "aten::sqrt_";
    public static Tensor sqrt_(Tensor self) => Sqrt_.InPlace(self);

    static readonly Operator Rsqrt = "aten::rsqrt";
    public static Tensor rsqrt(Tensor self) => Rsqrt.One(self);

    static readonly Operator Rsqrt_ = "aten::rsqrt_";
    public static Tensor rsqrt_(Tensor self) => Rsqrt_.InPlace(self);

    static readonly Operator Square = "aten::square";
    public static Tensor square(Tensor self) => Square.One(self);

    static readonly Operator Reciprocal = "aten::reciprocal";
    public static Tensor reciprocal(Tensor self) => Reciprocal.One(self);

    static readonly Operator Reciprocal_ = "aten::reciprocal_";
    public static Tensor reciprocal_(Tensor self) => Reciprocal_.InPlace(self);

    static readonly Operator Sin = "aten::sin";
    public static Tensor sin(Tensor self) => Sin.One(self);

    static readonly Operator Sin_ = "aten::sin_";
    public static Tensor sin_(Tensor self) => Sin_.InPlace(self);

    static readonly Operator Cos = "aten::cos";
    public static Tensor cos(Tensor self) => Cos.One(self);

    static readonly Operator Cos_ = "aten::cos_";
    public static Tensor cos_(Tensor self) => Cos_.InPlace(self);

    static readonly Operator Tan = "aten::tan";
    public static Tensor tan(Tensor self) => Tan.One(self);

    static readonly Operator Asin = "aten::asin";
    public static Tensor asin(Tensor self) => Asin.One(self);

    static readonly Operator Acos = "aten::acos";
    public static Tensor acos(Tensor self) => Acos.One(self);

    static readonly Operator Atan = "aten::atan";
    public static Tensor atan(Tensor self) => Atan.One(self);

    static readonly Operator Atan2 = "aten::atan2";
    public static Tensor atan2(Tensor self, Tensor other) => Atan2.One(self, other);

    static readonly Operator Sinh = "aten::sinh";
    public static Tensor sinh(Tensor self) => Sinh.One(self);

    static readonly Operator Cosh = "aten::cosh";
    public static Tensor cosh(Tensor self) => Cosh.One(self);

    static readonly Operator Tanh = "aten::tanh";
    public static Tensor tanh(Tensor self) => Tanh.One(self);

    static readonly Operator Tanh_ = "aten::tanh_";
    public static Tensor tanh_(Tensor self) => Tanh_.InPlace(self);

    static readonly Operator Sigmoid = "aten::sigmoid";
    public static Tensor sigmoid(Tensor self) => Sigmoid.One(self);

    static readonly Operator Sigmoid_ = "aten::sigmoid_";
    public static Tensor sigmoid_(Tensor self) => Sigmoid_.InPlace(self);

    static readonly Operator Logit = "aten::logit";
    public static Tensor logit(Tensor self, double? eps) => Logit.One(self, eps);

    static readonly Operator Erf = "aten::erf";
    public static Tensor erf(Tensor self) => Erf.One(self);

    static readonly Operator Erfc = "aten::erfc";
    public static Tensor erfc(Tensor self) => Erfc.One(self);

    static readonly Operator Erfinv = "aten::erfinv";
    public static Tensor erfinv(Tensor self) => Erfinv.One(self);

    static readonly Operator Erfinv_ = "aten::erfinv_";
    public static Tensor erfinv_(Tensor self) => Erfinv_.InPlace(self);

    static readonly Operator Floor = "aten::floor";
    public static Tensor floor(Tensor self) => Floor.One(self);

    static readonly Operator Floor_ = "aten::floor_";
    public static Tensor floor_(Tensor self) => Floor_.InPlace(self);

    static readonly Operator Ceil = "aten::ceil";
    public static Tensor ceil(Tensor self) => Ceil.One(self);

    static readonly Operator Ceil_ = "aten::ceil_";
    public static Tensor ceil_(Tensor self) => Ceil_.InPlace(self);

    static readonly Operator Round = "aten::round";
    public static Tensor round(Tensor self) => Round.One(self);

    static readonly Operator RoundDecimals = "aten::round.decimals";
    public static Tensor round(Tensor self, long decimals) => RoundDecimals.One(self, decimals);

    static readonly Operator Round_ = "aten::round_";
    public static Tensor round_(Tensor self) => Round_.InPlace(self);

    static readonly Operator Round_Decimals = "aten::round_.decimals";
    public static Tensor round_(Tensor self, long decimals) => Round_Decimals.InPlace(self, decimals);

    static readonly Operator Trunc = "aten::trunc";
    public static Tensor trunc(Tensor self) => Trunc.One(self);

    static readonly Operator Trunc_ = "aten::trunc_";
    public static Tensor trunc_(Tensor self) => Trunc_.InPlace(self);

    static readonly Operator Frac = "aten::frac";
    public static Tensor frac(Tensor self) => Frac.One(self);

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

    static readonly Operator Isnan = "aten::isnan";
    public static Tensor isnan(Tensor self) => Isnan.One(self);

    static readonly Operator Isinf = "aten::isinf";
    public static Tensor isinf(Tensor self) => Isinf.One(self);

    static readonly Operator Isfinite = "aten::isfinite";
    public static Tensor isfinite(Tensor self) => Isfinite.One(self);

    static readonly Operator NanToNum = "aten::nan_to_num";
    public static Tensor nan_to_num(Tensor self, double? nan, double? posinf, double? neginf) => NanToNum.One(self, nan, posinf, neginf);

    static readonly Operator LogicalAnd = "aten::logical_and";
    public static Tensor logical_and(Tensor self, Tensor other) => LogicalAnd.One(self, other);

    static readonly Operator LogicalOr = "aten::logical_or";
    public static Tensor logical_or(Tensor self, Tensor other) => LogicalOr.One(self, other);

    static readonly Operator LogicalXor = "aten::logical_xor";
    public static Tensor logical_xor(Tensor self, Tensor other) => LogicalXor.One(self, other);

    static readonly Operator LogicalNot = "aten::logical_not";
    public static Tensor logical_not(Tensor self) => LogicalNot.One(self);

    static readonly Operator BitwiseAndTensor = "aten::bitwise_and.Tensor";
    public static Tensor bitwise_and(Tensor self, Tensor other) => BitwiseAndTensor.One(self, other);

    static readonly Operator BitwiseOrTensor = "aten::bitwise_or.Tensor";
    public static Tensor bitwise_or(Tensor self, Tensor other) => BitwiseOrTensor.One(self, other);

    static readonly Operator BitwiseXorTensor = "aten::bitwise_xor.Tensor";
    public static Tensor bitwise_xor(Tensor self, Tensor other) => BitwiseXorTensor.One(self, other);

    static readonly Operator BitwiseNot = "aten::bitwise_not";
    public static Tensor bitwise_not(Tensor self) => BitwiseNot.One(self);

    static readonly Operator WhereSelf = "aten::where.self";
    public static Tensor where(Tensor condition, Tensor self, Tensor other) => WhereSelf.One(condition, self, other);

    static readonly Operator Where = "aten::where";
    public static Tensor[] where(Tensor condition) => Where.Many(condition);

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

    static readonly Operator Zero_ = "aten::zero_";
    public static Tensor zero_(Tensor self) => Zero_.InPlace(self);

    static readonly Operator Logaddexp = "aten::logaddexp";
    public static Tensor logaddexp(Tensor self, Tensor other) => Logaddexp.One(self, other);
}
