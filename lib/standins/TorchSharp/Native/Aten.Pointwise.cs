using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>One result element from one element.</summary>
internal static partial class Aten
{
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

    static readonly Operator Isnan = "aten::isnan";
    public static Tensor isnan(Tensor self) => Isnan.One(self);

    static readonly Operator Isinf = "aten::isinf";
    public static Tensor isinf(Tensor self) => Isinf.One(self);

    static readonly Operator Isfinite = "aten::isfinite";
    public static Tensor isfinite(Tensor self) => Isfinite.One(self);

    static readonly Operator NanToNum = "aten::nan_to_num";
    public static Tensor nan_to_num(Tensor self, double? nan, double? posinf, double? neginf) => NanToNum.One(self, nan, posinf, neginf);

    static readonly Operator LogicalNot = "aten::logical_not";
    public static Tensor logical_not(Tensor self) => LogicalNot.One(self);

    static readonly Operator BitwiseNot = "aten::bitwise_not";
    public static Tensor bitwise_not(Tensor self) => BitwiseNot.One(self);

    static readonly Operator Where = "aten::where";
    public static Tensor[] where(Tensor condition) => Where.Many(condition);

    static readonly Operator Zero_ = "aten::zero_";
    public static Tensor zero_(Tensor self) => Zero_.InPlace(self);
}
