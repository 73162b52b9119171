// Loops in vectors, compiled for any processor.
#define WIDE wide_base
#include "levels.hpp"
#include "wide.inl"

namespace badak {
const BothWide& wide_loops() {
    static const BothWide& chosen = vectors() >= Vectors::avx512 ? wide_avx512() : vectors() == Vectors::avx2 ? wide_avx2() : wide_base();
    return chosen;
}
}  // namespace badak
