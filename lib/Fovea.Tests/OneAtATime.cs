// Libtorch's state is the process's: its generator and default device, the counter of operators, the number of threads, memory.
// Tests that change or watch it would meet others that draw, allocate or build a model meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
