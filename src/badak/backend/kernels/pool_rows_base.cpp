// Rows of pooling windows, compiled for any processor.
#define ROWS_OF pool_rows_base
#include "pool_rows.inl"

namespace badak {
const PoolRows& pool_rows() {
#ifdef __x86_64__
    static const PoolRows& chosen = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? pool_rows_avx512()
                                    : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")         ? pool_rows_avx2()
                                                                                                              : pool_rows_base();
#else
    static const PoolRows& chosen = pool_rows_base();
#endif
    return chosen;
}
}  // namespace badak
