// How the work of a kernel is shared among threads.
#pragma once

#include <omp.h>

#include <cstdint>

namespace badak {
namespace {  // each file has its own: some are compiled for processors that others must run without

// Call body(begin, end, thread) for equal parts of 0 … count; the parts depend on the number of threads alone. There may be
// fewer than asked for (count < 2, OMP_THREAD_LIMIT): what is kept per thread has to be sound for one that never came.
template <class Body>
void share(int64_t count, int threads, Body body) {
    if (threads <= 1 || count < 2) {
        body(int64_t(0), count, 0);
        return;
    }
#pragma omp parallel num_threads(threads)
    {
        const int n = omp_get_num_threads(), me = omp_get_thread_num();
        body(count * me / n, count * (me + 1) / n, me);
    }
}

}  // namespace
}  // namespace badak
