using static TorchSharp.torch;

namespace TorchSharp.Native;

/// <summary>Random numbers.</summary>
internal static partial class Aten
{
    static readonly Operator RandGenerator = "aten::rand.generator";
    public static Tensor rand(long[] size, Generator? generator, ScalarType? dtype, Device? device) =>
        RandGenerator.One(size, generator, dtype, default, device);

    static readonly Operator RandnGenerator = "aten::randn.generator";
    public static Tensor randn(long[] size, Generator? generator, ScalarType? dtype, Device? device) =>
        RandnGenerator.One(size, generator, dtype, default, device);

    static readonly Operator RandintLowGenerator = "aten::randint.low_generator";
    public static Tensor randint(long low, long high, long[] size, Generator? generator, ScalarType? dtype, Device? device) =>
        RandintLowGenerator.One(low, high, size, generator, dtype, default, device);

    static readonly Operator RandpermGenerator = "aten::randperm.generator";
    public static Tensor randperm(long n, Generator? generator, ScalarType? dtype, Device? device) =>
        RandpermGenerator.One(n, generator, dtype, default, device);

    static readonly Operator RandLike = "aten::rand_like";
    public static Tensor rand_like(Tensor self, ScalarType? dtype, Device? device) => RandLike.One(self, dtype, default, device);

    static readonly Operator RandnLike = "aten::randn_like";
    public static Tensor randn_like(Tensor self, ScalarType? dtype, Device? device) => RandnLike.One(self, dtype, default, device);

    static readonly Operator RandintLikeLowDtype = "aten::randint_like.low_dtype";
    public static Tensor randint_like(Tensor self, long low, long high, ScalarType? dtype, Device? device) =>
        RandintLikeLowDtype.One(self, low, high, dtype, default, device);

    static readonly Operator Uniform_ = "aten::uniform_";
    public static Tensor uniform_(Tensor self, double from, double to, Generator? generator) =>
        Uniform_.InPlace(self, from, to, generator);

    static readonly Operator Normal_ = "aten::normal_";
    public static Tensor normal_(Tensor self, double mean, double std, Generator? generator) =>
        Normal_.InPlace(self, mean, std, generator);

    static readonly Operator Bernoulli = "aten::bernoulli";
    public static Tensor bernoulli(Tensor self, Generator? generator) => Bernoulli.One(self, generator);

    static readonly Operator Bernoulli_Float = "aten::bernoulli_.float";
    public static Tensor bernoulli_(Tensor self, double p, Generator? generator) => Bernoulli_Float.InPlace(self, p, generator);

    static readonly Operator Bernoulli_Tensor = "aten::bernoulli_.Tensor";
    public static Tensor bernoulli_(Tensor self, Tensor p, Generator? generator) => Bernoulli_Tensor.InPlace(self, p, generator);

    static readonly Operator Multinomial = "aten::multinomial";
    public static Tensor multinomial(Tensor self, long num_samples, bool replacement, Generator? generator) =>
        Multinomial.One(self, num_samples, replacement, generator);

    static readonly Operator Exponential_ = "aten::exponential_";
    public static Tensor exponential_(Tensor self, double lambd, Generator? generator) => Exponential_.InPlace(self, lambd, generator);

    static readonly Operator NormalTensorTensor = "aten::normal.Tensor_Tensor";
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator) => NormalTensorTensor.One(mean, std, generator);

    static readonly Operator Dropout = "aten::dropout";
    public static Tensor dropout(Tensor input, double p, bool train) => Dropout.One(input, p, train);
}
