// The activations that are part of another operation: those whose slope follows from their value.
#pragma once

#include <string_view>

#include <oneapi/dnnl/dnnl.hpp>

#include "array.hpp"

namespace badak {

enum class Activation { none, relu, tanh, sigmoid };

inline bool read_activation(nb::handle name, Activation& out) {
    if (name.is_none()) return out = Activation::none, true;
    if (!PyUnicode_Check(name.ptr())) return false;
    const char* letters = PyUnicode_AsUTF8(name.ptr());
    if (!letters) return PyErr_Clear(), false;  // half of a surrogate pair
    const std::string_view text = letters;
    if (text == "relu") return out = Activation::relu, true;
    if (text == "tanh") return out = Activation::tanh, true;
    if (text == "sigmoid") return out = Activation::sigmoid, true;
    return false;
}

inline void append_activation(dnnl::primitive_attr& attr, Activation activation) {
    if (activation == Activation::none) return;
    const auto kind = activation == Activation::relu   ? dnnl::algorithm::eltwise_relu
                      : activation == Activation::tanh ? dnnl::algorithm::eltwise_tanh
                                                       : dnnl::algorithm::eltwise_logistic;
    dnnl::post_ops after;
    after.append_eltwise(kind, 0.0f, 0.0f);
    attr.set_post_ops(after);
}

}  // namespace badak
