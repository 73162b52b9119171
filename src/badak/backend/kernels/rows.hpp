#pragma once

#include "array.hpp"

namespace badak {

// values (n, …), rows: n integers from 0 to size - 1. Returns the rows that occur, rising, and for each the sum of its values in the
// order in which they come, added up in float32.
nb::object add_rows(nb::handle values, nb::handle rows, int64_t size);

}  // namespace badak
