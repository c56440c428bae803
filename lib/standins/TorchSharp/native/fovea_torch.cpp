// A C interface to libtorch, small enough to read in one sitting. Any ATen operator is called by
// name through the dispatcher's boxed interface (ft_operator, ft_call); the rest is what operators
// cannot say: handles, raw memory, autograd, generators, devices. Compiles on libtorch 1.13 and 2.x.
//
// Conventions. A Handle owns one reference to a TensorImpl. A function that can fail returns 0 or 1;
// after 1, ft_error() is this thread's message. Outputs are written only on success.
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <dlfcn.h>
#include <malloc.h>

#include <cstring>

#define API extern "C" __attribute__((visibility("default")))

using at::Tensor;
using c10::IValue;
using Handle = c10::TensorImpl*;

// ---- errors -------------------------------------------------------------------------------------

static thread_local std::string last_error;

template <class Body>
static int guarded(Body body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "unknown native exception";
  }
  return 1;
}

#define TRY(...) return guarded([&] { __VA_ARGS__; });

API const char* ft_error() { return last_error.c_str(); }

// ---- handles ------------------------------------------------------------------------------------

static Tensor borrow(Handle h) {
  if (!h) return Tensor();
  return Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(h));
}

static Handle give(Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

static std::vector<Tensor> borrow_all(const Handle* h, int n) {
  std::vector<Tensor> tensors;
  tensors.reserve(n);
  for (int i = 0; i < n; i++) tensors.push_back(borrow(h[i]));
  return tensors;
}

API void ft_release(Handle h) {
  if (h) c10::raw::intrusive_ptr::decref(h);
}

// ---- operators ----------------------------------------------------------------------------------

// One argument or result. `count` is the length of a list or string; of a tensor result it is the
// memory that the call allocated for it, in KiB rounded up (0 for a view or an in-place result).
struct Value {
  int32_t tag;
  int32_t count;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};
static_assert(sizeof(Value) == 16, "mirrored by Native.Value");

enum Tag { None, TensorTag, Int, Real, Bool, String, IntList, RealList, BoolList, TensorList, OptionalTensorList, Device, Generator };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<c10::TypeKind> kinds;
  std::vector<IValue> defaults;
  std::vector<bool> required;
};

static c10::TypeKind kind_of(const c10::TypePtr& type) {
  if (type->kind() == c10::TypeKind::OptionalType) return type->castRaw<c10::OptionalType>()->getElementType()->kind();
  return type->kind();
}

API int ft_operator(const char* name, const char* overload, Operator** out) {
  return guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "libtorch ", TORCH_VERSION, " has no operator ", name, *overload ? "." : "", overload);
    auto op = std::make_unique<Operator>(Operator{*handle, {}, {}, {}});
    for (auto& argument : handle->schema().arguments()) {
      op->kinds.push_back(kind_of(argument.type()));
      op->required.push_back(!argument.default_value().has_value());
      op->defaults.push_back(argument.default_value().has_value() ? *argument.default_value() : IValue());
    }
    *out = op.release();
  });
}

static IValue to_ivalue(const Value& v, c10::TypeKind kind) {
  switch (v.tag) {
    case None: return IValue();
    case TensorTag: return IValue(borrow((Handle)v.pointer));
    case Int: return kind == c10::TypeKind::FloatType ? IValue((double)v.integer) : IValue(v.integer);
    case Real: return IValue(v.real);
    case Bool: return IValue(v.integer != 0);
    case String: return IValue(std::string((const char*)v.pointer, v.count));
    case IntList: return IValue(at::IntArrayRef((const int64_t*)v.pointer, v.count));
    case RealList: {
      c10::List<double> list;
      for (int i = 0; i < v.count; i++) list.push_back(((const double*)v.pointer)[i]);
      return list;
    }
    case BoolList: {
      c10::List<bool> list;
      for (int i = 0; i < v.count; i++) list.push_back(((const uint8_t*)v.pointer)[i] != 0);
      return list;
    }
    case TensorList: {
      c10::List<Tensor> list;
      for (int i = 0; i < v.count; i++) list.push_back(borrow(((Handle*)v.pointer)[i]));
      return list;
    }
    case OptionalTensorList: {
      c10::impl::GenericList list(c10::OptionalType::ofTensor());
      for (int i = 0; i < v.count; i++) {
        Handle h = ((Handle*)v.pointer)[i];
        list.push_back(h ? IValue(borrow(h)) : IValue());
      }
      return list;
    }
    case Device: return IValue(c10::Device((c10::DeviceType)v.integer, (c10::DeviceIndex)v.count));
    case Generator:
      return IValue(at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy((c10::GeneratorImpl*)v.pointer)));
  }
  TORCH_CHECK(false, "unknown argument tag ", v.tag);
}

static int32_t allocated_kib(const Tensor& t, const Value* in, int n_in) {
  if (!t.defined() || !t.has_storage()) return 0;
  auto* storage = t.storage().unsafeGetStorageImpl();
  for (int i = 0; i < n_in; i++) {
    auto h = (Handle)in[i].pointer;
    if (in[i].tag == TensorTag && h && h->has_storage() && h->storage().unsafeGetStorageImpl() == storage) return 0;
  }
  return (int32_t)((storage->nbytes() + 1023) >> 10);
}

static Value to_tensor_value(Tensor t, const Value* in, int n_in) {
  Value v;
  v.tag = TensorTag;
  v.count = allocated_kib(t, in, n_in);
  v.pointer = give(std::move(t));
  return v;
}

static Value to_value(IValue& result, const Value* in, int n_in) {
  if (result.isTensor()) return to_tensor_value(std::move(result).toTensor(), in, n_in);
  Value v{None, 0, {0}};
  if (result.isInt()) {
    v.tag = Int, v.integer = result.toInt();
  } else if (result.isDouble()) {
    v.tag = Real, v.real = result.toDouble();
  } else if (result.isBool()) {
    v.tag = Bool, v.integer = result.toBool();
  } else if (result.isTensorList()) {  // freed by the caller with ft_free
    auto tensors = result.toTensorVector();
    auto* list = (Value*)malloc(sizeof(Value) * (tensors.size() + 1));
    for (size_t i = 0; i < tensors.size(); i++) list[i] = to_tensor_value(tensors[i], in, n_in);
    v.tag = TensorList, v.count = (int32_t)tensors.size(), v.pointer = list;
  } else {
    TORCH_CHECK(result.isNone(), "unsupported result type ", result.tagKind());
  }
  return v;
}

API void ft_free(void* p) { free(p); }

// Arguments beyond n_in take the schema's defaults; n_out must be the number of results.
API int ft_call(Operator* op, const Value* in, int n_in, Value* out, int n_out) {
  return guarded([&] {
    torch::jit::Stack stack;
    stack.reserve(op->kinds.size());
    TORCH_CHECK(n_in <= (int)op->kinds.size(), op->handle.schema(), " takes ", op->kinds.size(), " arguments, not ", n_in);
    for (int i = 0; i < n_in; i++) stack.push_back(to_ivalue(in[i], op->kinds[i]));
    for (size_t i = n_in; i < op->kinds.size(); i++) {
      TORCH_CHECK(!op->required[i], op->handle.schema(), ": argument ", i, " is missing");
      stack.push_back(op->defaults[i]);
    }
    op->handle.callBoxed(&stack);
    TORCH_CHECK((int)stack.size() == n_out, op->handle.schema(), " returns ", stack.size(), " values, not ", n_out);
    for (int i = 0; i < n_out; i++) out[i] = to_value(stack[i], in, n_in);
  });
}

// ---- memory -------------------------------------------------------------------------------------

API int ft_from_bytes(const void* data, const int64_t* sizes, int n, int dtype, Handle* out) {
  return guarded([&] {
    auto t = at::empty(at::IntArrayRef(sizes, n), at::TensorOptions().dtype((at::ScalarType)dtype));
    memcpy(t.data_ptr(), data, t.nbytes());
    *out = give(t);
  });
}

API int ft_data(Handle h, void** out) { TRY(*out = borrow(h).data_ptr()) }

API int ft_ndim(Handle h) { return (int)h->dim(); }
API int64_t ft_numel(Handle h) { return h->numel(); }
API int ft_dtype(Handle h) { return (int)c10::typeMetaToScalarType(h->dtype()); }
API void ft_sizes(Handle h, int64_t* out) { std::copy(h->sizes().begin(), h->sizes().end(), out); }
API void ft_strides(Handle h, int64_t* out) { std::copy(h->strides().begin(), h->strides().end(), out); }
API int64_t ft_storage_offset(Handle h) { return h->storage_offset(); }

API void ft_device(Handle h, int* type, int* index) {
  *type = (int)h->device().type();
  *index = h->device().index();
}

// ---- autograd -----------------------------------------------------------------------------------

API int ft_requires_grad(Handle h) { return h->requires_grad(); }
API int ft_set_requires_grad(Handle h, int value) { TRY(borrow(h).requires_grad_(value != 0)) }
API int ft_is_leaf(Handle h) { return borrow(h).is_leaf(); }
API int ft_grad(Handle h, Handle* out) { TRY(*out = give(borrow(h).grad())) }
API int ft_set_grad(Handle h, Handle grad) { TRY(borrow(h).mutable_grad() = borrow(grad)) }
API int ft_set_data(Handle h, Handle data) { TRY(borrow(h).set_data(borrow(data))) }
API int ft_backward(const Handle* tensors, int n, const Handle* grads, int n_grads, int retain_graph, int create_graph) {
  return guarded([&] {
    torch::autograd::backward(borrow_all(tensors, n), borrow_all(grads, n_grads), (bool)retain_graph, create_graph != 0);
  });
}
API int ft_autograd_grad(const Handle* outputs, int n_out, const Handle* inputs, int n_in, const Handle* grads, int n_grads,
                         int retain_graph, int create_graph, int allow_unused, Handle* result) {
  return guarded([&] {
    auto grad = torch::autograd::grad(borrow_all(outputs, n_out), borrow_all(inputs, n_in), borrow_all(grads, n_grads),
                                      (bool)retain_graph, create_graph != 0, allow_unused != 0);
    for (int i = 0; i < n_in; i++) result[i] = give(grad[i]);
  });
}

API int ft_grad_mode() { return at::GradMode::is_enabled(); }
API void ft_set_grad_mode(int enabled) { at::GradMode::set_enabled(enabled != 0); }
API void* ft_inference_begin(int enabled) { return new c10::InferenceMode(enabled != 0); }
API void ft_inference_end(void* mode) { delete (c10::InferenceMode*)mode; }
API int ft_inference_mode() { return c10::InferenceMode::is_enabled(); }

// ---- generators, devices, threads ---------------------------------------------------------------

static at::Generator borrow_generator(void* g) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy((c10::GeneratorImpl*)g));
}

API int ft_manual_seed(uint64_t seed) { TRY(at::manual_seed(seed)) }
API int ft_default_generator(int type, int index, void** out) {
  return guarded([&] {
    auto g = at::globalContext().defaultGenerator(c10::Device((c10::DeviceType)type, (c10::DeviceIndex)index));
    *out = g.unsafeReleaseGeneratorImpl();
  });
}
API int ft_new_generator(int type, int index, uint64_t seed, void** out) {
  return guarded([&] {
    auto g = at::globalContext().defaultGenerator(c10::Device((c10::DeviceType)type, (c10::DeviceIndex)index)).clone();
    g.set_current_seed(seed);
    *out = g.unsafeReleaseGeneratorImpl();
  });
}
API void ft_generator_release(void* g) { c10::raw::intrusive_ptr::decref((c10::GeneratorImpl*)g); }
API uint64_t ft_generator_seed(void* g) { return borrow_generator(g).current_seed(); }
API int ft_generator_set_seed(void* g, uint64_t seed) { TRY(borrow_generator(g).set_current_seed(seed)) }
API int ft_generator_state(void* g, Handle* out) { TRY(*out = give(borrow_generator(g).get_state())) }
API int ft_generator_set_state(void* g, Handle state) { TRY(borrow_generator(g).set_state(borrow(state))) }

API const char* ft_version() { return TORCH_VERSION; }
API int ft_cuda_devices() { return (int)torch::cuda::device_count(); }
API int ft_cuda_synchronize(int64_t device) { TRY(torch::cuda::synchronize(device)) }
// An OpenBLAS with its own threads does not listen to libtorch.
API void ft_set_threads(int n) {
  at::set_num_threads(n);
  if (auto set_blas = (void (*)(int))dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) set_blas(n);
}
API int ft_threads() { return at::get_num_threads(); }

// By default malloc hands large blocks back to the kernel, which zeroes them again for their next use: a tenth of a training step.
__attribute__((constructor)) static void keep_freed_memory() {
  if (getenv("MALLOC_TRIM_THRESHOLD_") || getenv("MALLOC_MMAP_THRESHOLD_")) return;
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}
