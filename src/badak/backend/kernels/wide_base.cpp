// Loops in vectors, compiled for any processor.
#define WIDE wide_base
#include "wide.inl"

namespace badak {
const BothWide& wide_loops() {
#ifdef __x86_64__
    static const BothWide& chosen = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? wide_avx512()
                                    : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")         ? wide_avx2()
                                                                                                              : wide_base();
#else
    static const BothWide& chosen = wide_base();
#endif
    return chosen;
}
}  // namespace badak
