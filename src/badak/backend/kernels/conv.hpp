#pragma once

#include "activation.hpp"

namespace badak {

// x (batch, *sizes, channels), w (*kernel, channels / groups, filters), b (filters,) or None. With a scale per filter,
// activation(scale (x * w) + b).
nb::object conv(nb::handle x, nb::handle w, nb::handle b, nb::handle strides, nb::handle padding, nb::handle dilation,
                int64_t groups, nb::handle activation, nb::handle scale);
nb::object conv_input_grad(nb::handle g, nb::handle w, nb::handle input_shape, nb::handle strides, nb::handle padding,
                           nb::handle dilation, int64_t groups);
nb::object conv_kernel_grad(nb::handle x, nb::handle g, nb::handle kernel_shape, nb::handle strides, nb::handle padding,
                            nb::handle dilation, int64_t groups);

// Which way the convolutions of this process went, gradients included: Winograd's method or oneDNN.
struct ConvolutionCounts {
    int64_t winograd, onednn;
};
ConvolutionCounts convolution_counts();  // hold Running

}  // namespace badak
