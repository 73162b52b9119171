#pragma once

#include "array.hpp"

namespace badak {

// x (batch, *sizes, channels); size, strides, padding per axis. -> (y, index), the place in each window that won.
nb::object max_pool(nb::handle x, nb::handle size, nb::handle strides, nb::handle padding);
nb::object max_unpool(nb::handle g, nb::handle index, nb::handle input_shape, nb::handle size, nb::handle strides, nb::handle padding);
// Means over what lies inside; and their adjoint.
nb::object avg_pool(nb::handle x, nb::handle size, nb::handle strides, nb::handle padding);
nb::object avg_unpool(nb::handle g, nb::handle input_shape, nb::handle size, nb::handle strides, nb::handle padding);

}  // namespace badak
