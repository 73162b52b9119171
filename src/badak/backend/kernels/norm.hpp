#pragma once

#include "array.hpp"

namespace badak {

// x (…, channels) -> (y, mean, variance, inverse deviation), the statistics in float32.
nb::object batch_norm(nb::handle x, nb::handle gamma, nb::handle beta, double epsilon, bool relu);
// -> (dx, d gamma, d beta). Where a ReLU was applied is found again from x, so the result need not be read.
nb::object batch_norm_grad(nb::handle g, nb::handle x, nb::handle gamma, nb::handle beta, nb::handle mean, nb::handle inverse, bool relu);
// y = x * scale + shift per channel, with the shortcut added and a ReLU where wanted: batch norm at inference
nb::object scale_shift(nb::handle x, nb::handle scale, nb::handle shift, nb::handle residual, bool relu);
// x (…, features) -> (y, mean, inverse deviation), the statistics (…, 1) in float32; without the mean where `rms`
nb::object layer_norm(nb::handle x, nb::handle gamma, nb::handle beta, double epsilon, bool rms);
// -> (dx, d gamma, d beta), None for what is not there
nb::object layer_norm_grad(nb::handle g, nb::handle x, nb::handle gamma, nb::handle beta, nb::handle mean, nb::handle inverse, bool rms);

}  // namespace badak
