#pragma once

#include "activation.hpp"

namespace badak {

// activation(x w + b): x (…, features), w (features, units), b (units,) or None.
nb::object affine(nb::handle x, nb::handle w, nb::handle b, nb::handle activation);
// -> (dx, dw, db), None where not needed.
nb::object affine_vjp(nb::handle g, nb::handle x, nb::handle w, nb::handle out, nb::handle shapes, nb::tuple need, nb::handle activation);

}  // namespace badak
