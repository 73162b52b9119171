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

}  // namespace badak
