#pragma once

#include "array.hpp"

namespace badak {

// values (n, …), order: a permutation of 0 … n-1, starts: rising places in it, the first one 0. Returns (starts, …): the sums of
// the rows order[starts[i]] … order[starts[i + 1] - 1], in that order, added up in float32.
nb::object sum_rows(nb::handle values, nb::handle order, nb::handle starts);

}  // namespace badak
