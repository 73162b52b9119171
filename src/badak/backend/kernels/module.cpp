// badak.backend._kernels: what Python sees of the native kernels.
#include <omp.h>

#include "conv.hpp"
#include "dense.hpp"
#include "engine.hpp"
#include "loops.hpp"
#include "loss.hpp"
#include "norm.hpp"
#include "pointwise.hpp"
#include "pool.hpp"
#include "rows.hpp"
#include "recurrent.hpp"
#include "update.hpp"
#include "wide.hpp"
#include "winograd.hpp"

using namespace badak;
using namespace nb::literals;

namespace {

// What oneDNN does not have on this processor (bfloat16 needs AVX-512) is left to the composite.
template <class... Args>
auto where_implemented(nb::object (*kernel)(Args...)) {
    return [kernel](Args... args) -> nb::object {
        try {
            return kernel(args...);
        } catch (const dnnl::error& problem) {
            if (problem.status == dnnl_unimplemented) return nb::none();
            throw;
        }
    };
}

}  // namespace

NB_MODULE(_kernels, m) {
    prepare_arrays();
    m.def("set_threads", &set_threads, "count"_a);
    m.def("get_threads", [] { return threads; });
    m.def("before_fork", &before_fork);
    m.def("after_fork", &after_fork, "child"_a);
    m.def("release", [] {
        Running running(0);
        cache().clear();
        scratch().release();
    });
    m.def("state", [] {
        size_t cached, capacity, bytes;
        ConvolutionCounts convolutions;
        {
            Running running(0);
            cached = cache().size(), capacity = cache().capacity(), bytes = scratch().bytes();
            convolutions = convolution_counts();
        }
        nb::dict out;
        out["cached"] = cached;
        out["capacity"] = capacity;
        out["scratch"] = bytes;
        out["winograd"] = convolutions.winograd;
        out["onednn"] = convolutions.onednn;
        return out;
    });
    m.def("set_capacity", [](size_t count) {
        Running running(0);
        cache().set_capacity(count);
    }, "count"_a);
    m.def("library", [] {
        const dnnl_version_t* v = dnnl_version();
        nb::dict out;
        out["version"] = nb::str((std::to_string(v->major) + "." + std::to_string(v->minor) + "." + std::to_string(v->patch)).c_str());
        out["isa"] = int(dnnl::get_effective_cpu_isa());
        return out;
    });
    // Which copy of the loops of our own is in use, by what it was compiled for; None where oneDNN or NumPy computes.
    m.def("loops", [] {
        nb::dict out;
        out["wide"] = wide_loops().compiled_for;
        out["winograd"] = winograd() ? winograd()->compiled_for : nullptr;
        out["recurrent"] = recurrent() ? recurrent()->compiled_for : nullptr;
        return out;
    });
    // Operations, with the arguments of their records; None means that the call is not one for a kernel.
    m.def("conv", where_implemented(&conv), "x"_a, "w"_a, "b"_a.none(), "strides"_a, "padding"_a, "dilation"_a, "groups"_a,
          "activation"_a.none(), "scale"_a.none() = nb::none());
    m.def("conv_input_grad", where_implemented(&conv_input_grad));
    m.def("conv_kernel_grad", where_implemented(&conv_kernel_grad));
    m.def("affine", where_implemented(&affine), "x"_a, "w"_a, "b"_a.none() = nb::none(), "activation"_a.none() = nb::none());
    m.def("affine_vjp", where_implemented(&affine_vjp), "g"_a, "x"_a, "w"_a, "out"_a, "shapes"_a, "need"_a, "activation"_a.none());
    m.def("batch_norm", &batch_norm, "x"_a, "gamma"_a.none(), "beta"_a.none(), "epsilon"_a, "relu"_a);
    m.def("batch_norm_grad", &batch_norm_grad, "g"_a, "x"_a, "gamma"_a.none(), "beta"_a.none(), "mean"_a,
          "inverse"_a, "relu"_a);
    m.def("scale_shift", &scale_shift, "x"_a, "scale"_a, "shift"_a, "residual"_a.none(), "relu"_a);
    m.def("layer_norm", &layer_norm, "x"_a, "gamma"_a.none(), "beta"_a.none(), "epsilon"_a, "rms"_a);
    m.def("layer_norm_grad", &layer_norm_grad, "g"_a, "x"_a, "gamma"_a.none(), "beta"_a.none(), "mean"_a.none(), "inverse"_a,
          "rms"_a);
    m.def("lstm", &lstm, "x"_a, "kernel"_a, "recurrent_kernel"_a, "bias"_a.none(), "h"_a.none(), "c"_a.none(),
          "mask"_a.none(), "keep"_a.none());
    m.def("lstm_vjp", &lstm_vjp, "g"_a, "x"_a, "kernel"_a, "recurrent_kernel"_a, "bias"_a.none(), "h"_a.none(), "c"_a.none(),
          "mask"_a.none(), "keep"_a.none(), "out"_a, "cells"_a, "gates"_a, "need_x"_a);
    m.def("gru", &gru, "x"_a, "kernel"_a, "recurrent_kernel"_a, "bias"_a.none(), "h"_a.none(), "mask"_a.none(),
          "keep"_a.none(), "reset_after"_a);
    m.def("gru_vjp", &gru_vjp, "g"_a, "x"_a, "kernel"_a, "recurrent_kernel"_a, "bias"_a.none(), "h"_a.none(),
          "mask"_a.none(), "keep"_a.none(), "out"_a, "gates"_a, "reset_after"_a, "need_x"_a);
    m.def("simple_rnn", &simple_rnn, "x"_a, "kernel"_a, "recurrent_kernel"_a, "bias"_a.none(), "h"_a.none(), "mask"_a.none(),
          "keep"_a.none(), "activation"_a.none());
    m.def("simple_rnn_vjp", &simple_rnn_vjp, "g"_a, "x"_a, "kernel"_a, "recurrent_kernel"_a, "bias"_a.none(), "h"_a.none(),
          "mask"_a.none(), "keep"_a.none(), "out"_a, "activation"_a.none(), "need_x"_a);
    m.def("max_pool", &max_pool);
    m.def("max_unpool", &max_unpool);
    m.def("avg_pool", &avg_pool);
    m.def("avg_unpool", &avg_unpool);
    m.def("relu", &relu);
    m.def("relu_vjp", &relu_vjp);
    m.def("add", &badak::add);
    m.def("add_relu", &add_relu);
    m.def("add_relu_vjp", &add_relu_vjp);
    m.def("gelu", &gelu, "x"_a, "approximate"_a = false);
    m.def("gelu_vjp", &gelu_vjp, "g"_a, "x"_a, "approximate"_a = false);
    m.def("softmax", &badak::softmax, "x"_a, "axis"_a = -1);
    m.def("softmax_vjp", &badak::softmax_vjp);
    m.def("masked_softmax", &badak::masked_softmax);
    m.def("softmax_cross_entropy", &softmax_cross_entropy);
    m.def("softmax_cross_entropy_vjp", &softmax_cross_entropy_vjp);
    m.def("sparse_softmax_cross_entropy", &sparse_softmax_cross_entropy);
    m.def("sparse_softmax_cross_entropy_vjp", &sparse_softmax_cross_entropy_vjp);
    m.def("activation_vjp", &activation_vjp, "g"_a, "out"_a, "activation"_a.none(), "need_sum"_a);
    m.def("column_sum", &column_sum);
    m.def("mean_squared_difference", &mean_squared_difference);
    m.def("mean_squared_difference_vjp", &mean_squared_difference_vjp);
    m.def("add_rows", &add_rows);
    m.def("convert", &convert, "x"_a, "like"_a.none());
    m.def("as_type", [](nb::handle x_, nb::handle like_) {
        Array x, like;
        return take_all(x_, x, like_, like) ? as_type(x, like) : nb::borrow(x_);
    }, "x"_a.none(), "like"_a);
    // Updates; False where an array would have to be copied.
    m.def("sgd", &sgd);
    m.def("adam", &adam);
}
