#pragma once

#include "activation.hpp"

namespace badak {

nb::object relu(nb::handle x);
nb::object relu_vjp(nb::handle g, nb::handle out);        // g where out > 0
nb::object add(nb::handle x, nb::handle y);               // of equal shapes
nb::object add_relu(nb::handle x, nb::handle y);          // max(x + y, 0)
nb::object add_relu_vjp(nb::handle g, nb::handle out);
nb::object gelu(nb::handle x, bool approximate);
nb::object gelu_vjp(nb::handle g, nb::handle x, bool approximate);
// g times the slope of the activation whose value is out, and the sums of that over all axes but the last (None unless needed)
nb::object activation_vjp(nb::handle g, nb::handle out, nb::handle activation, bool need_sum);
nb::object column_sum(nb::handle x);                      // over all axes but the last, as float32
nb::object convert(nb::handle x, nb::handle like);        // to bfloat16 like an array of that type, or to float32 with None

// For other kernels: g times the slope of the activation whose value is out, into `to`, and the sums of that over rows.
// `out` and `to` together, or `sums`, may be left out.
void delta_and_sum(const Array& g, const Array* out, Activation activation, const Array* to, float* sums, int threads);

}  // namespace badak
