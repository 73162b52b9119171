#include "engine.hpp"

#include <omp.h>

#include <algorithm>
#include <cstdlib>

namespace badak {

int threads = 1;

dnnl::engine& engine() {
    static dnnl::engine made(dnnl::engine::kind::cpu, 0);
    return made;
}

dnnl::stream& stream() {
    static dnnl::stream made(engine());
    return made;
}

Cache& cache() {
    static Cache made;
    return made;
}

Scratch& scratch() {
    static Scratch made;
    return made;
}

namespace {
std::mutex one_at_a_time;
bool forked = false;
constexpr int64_t most_threads = 1024;  // OpenMP ends the process when it cannot make as many as it was told
}

void before_fork() { one_at_a_time.lock(); }  // holds the GIL, which no running kernel waits for before it unlocks

void after_fork(bool child) {
    if (child) forked = true, threads = 1;
    one_at_a_time.unlock();
}

void set_threads(int64_t count) { threads = forked ? 1 : int(std::clamp<int64_t>(count, 1, most_threads)); }

// Measured: a second thread is woken in about 15 microseconds, in which one core does some 2e5 operations.
int threads_for(double work) { return work < 1e7 ? 1 : threads; }

Running::Running(double work) : threads(threads_for(work)), lock_(one_at_a_time) { omp_set_num_threads(threads); }

void Scratch::reserve(size_t bytes) {
    if (bytes <= bytes_) return;
    release();
    base_ = static_cast<char*>(std::aligned_alloc(64, padded(bytes)));
    if (!base_) throw std::bad_alloc();
    bytes_ = padded(bytes);
}

void Scratch::release() {
    std::free(base_);
    base_ = nullptr;
    bytes_ = 0;
}

dnnl::memory slot(const dnnl::memory::desc& desc) { return dnnl::memory(desc, engine(), DNNL_MEMORY_NONE); }

void execute(const dnnl::primitive& primitive, std::initializer_list<std::pair<int, const dnnl::memory*>> arguments) {
    dnnl_exec_arg_t list[12];
    int n = 0;
    for (const auto& [number, memory] : arguments) {
        if (memory && memory->get(true)) list[n++] = {number, memory->get()};
    }
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive.get(), stream().get(), n, list), "kernel failed");
}

dnnl::primitive_attr attributes() {
    dnnl::primitive_attr made;
    made.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return made;
}

}  // namespace badak
