#pragma once

#include "array.hpp"

namespace badak {

// logits (…, classes), labels (…, classes) -> (losses, probabilities)
nb::object softmax_cross_entropy(nb::handle logits, nb::handle labels);
nb::object softmax_cross_entropy_vjp(nb::handle g, nb::handle logits, nb::handle labels, nb::handle p, nb::tuple need);
// labels (…) as integers; one out of range leaves the call to the composite, which says so
nb::object sparse_softmax_cross_entropy(nb::handle logits, nb::handle labels);
nb::object sparse_softmax_cross_entropy_vjp(nb::handle g, nb::handle logits, nb::handle labels, nb::handle p);
nb::object softmax(nb::handle x, int64_t axis);
nb::object softmax_vjp(nb::handle g, nb::handle p);  // over the last axis
// mask: uint8, of shape that broadcasts to x and is as long on the last axis; rows without any 1 give zeros
nb::object masked_softmax(nb::handle x, nb::handle mask);
// over the last axis of two arrays of one shape
nb::object mean_squared_difference(nb::handle x, nb::handle y);
nb::object mean_squared_difference_vjp(nb::handle g, nb::handle x, nb::handle y, nb::tuple need);

}  // namespace badak
