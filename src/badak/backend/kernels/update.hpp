#pragma once

#include "array.hpp"

namespace badak {

// rows: a list of [parameter, gradient, *slots], updated in place; a gradient may be None. decay, scale and limit as in
// badak.optimizers: p -= p * decay, gradient times scale, gradient within ±limit (not finite for none).
bool sgd(nb::list rows, double rate, double momentum, bool nesterov, double decay, double scale, double limit);
bool adam(nb::list rows, double alpha, double epsilon, double beta_1, double beta_2, double decay, double scale, double limit);

}  // namespace badak
