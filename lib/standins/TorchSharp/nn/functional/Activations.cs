using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers and losses as functions of their parameters.</summary>
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? Again(Aten.relu_(x)) : Aten.relu(x);

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? Again(Aten.leaky_relu_(input, negative_slope)) : Aten.leaky_relu(input, negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                inplace ? Again(Aten.elu_(x, alpha, 1, 1)) : Aten.elu(x, alpha, 1, 1);

            public static Tensor gelu(Tensor x) => Aten.gelu(x, "none");

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? Again(Aten.silu_(x)) : Aten.silu(x);

            public static Tensor sigmoid(Tensor x) => Aten.sigmoid(x);

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? Again(Aten.tanh_(x)) : Aten.tanh(x);

            /// <summary>log(1 + exp(beta x)) / beta; x itself where beta x exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Aten.softplus(x, beta, threshold);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.softmax(input, dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => Aten.log_softmax(x, dim, null);

            /// <summary>A result of its own, so that it can be disposed while the input lives on.</summary>
            static Tensor Again(Tensor changed) => Aten.alias(changed);
        }
    }
}
