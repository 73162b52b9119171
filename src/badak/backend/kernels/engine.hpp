// What all kernels share: oneDNN's engine, the cache of primitives, scratch memory, the number of threads.
#pragma once

#include <cstring>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <oneapi/dnnl/dnnl.hpp>

#include "array.hpp"

namespace badak {

dnnl::engine& engine();
dnnl::stream& stream();

extern int threads;  // that a kernel with enough work uses

// One kernel runs at a time, and other Python threads run meanwhile. Holding this is what makes scratch memory and cached
// primitives safe to use.
class Running {
  public:
    // work: floating-point operations, or bytes times a few for what only moves memory; little work is done by one thread,
    // because waking another one costs more. The choice depends on sizes alone, so that equal runs give equal bits.
    explicit Running(double work);
    int threads;

  private:
    nb::gil_scoped_release released_;
    std::unique_lock<std::mutex> lock_;
};

// Around fork(): no kernel may be running, or its half-done state and its lock would be copied. OpenMP's threads do not come
// along, and a team of more than one would wait for them for ever, so a child computes with one thread.
void before_fork();
void after_fork(bool child);

void set_threads(int64_t count);

int threads_for(double work);

// What a primitive is made for: its kind, shapes, options, and the number of threads.
struct Key {
    std::array<int64_t, 40> part{};
    int count = 0;

    Key& add(int64_t n) {
        if (count == int(part.size())) throw std::invalid_argument("kernel key too long");
        part[count++] = n;
        return *this;
    }
    Key& add(const Sizes& s) {
        add(s.count);
        for (int i = 0; i < s.count; ++i) add(s[i]);
        return *this;
    }
    bool operator==(const Key& other) const {
        return count == other.count && std::memcmp(part.data(), other.part.data(), sizeof(int64_t) * count) == 0;
    }
};

struct KeyHash {
    size_t operator()(const Key& key) const {
        uint64_t h = 1469598103934665603ull;
        for (int i = 0; i < key.count; ++i) h = (h ^ uint64_t(key.part[i])) * 1099511628211ull;
        return size_t(h ^ (h >> 32));
    }
};

// Prepared primitives, the least recently used one forgotten first.
class Cache {
  public:
    template <class Entry, class Make>
    Entry& get(const Key& key, Make make) {
        auto found = places_.find(key);
        if (found != places_.end()) {
            order_.splice(order_.begin(), order_, found->second);
            return *static_cast<Entry*>(order_.front().second.get());
        }
        std::shared_ptr<void> made = std::make_shared<Entry>(make());
        order_.emplace_front(key, made);
        places_[key] = order_.begin();
        shrink();
        return *static_cast<Entry*>(made.get());
    }
    size_t size() const { return order_.size(); }
    size_t capacity() const { return capacity_; }
    void set_capacity(size_t count) {
        capacity_ = count < 1 ? 1 : count;  // what was made last is in use
        shrink();
    }
    void clear() {
        places_.clear();
        order_.clear();
    }

  private:
    void shrink() {
        while (order_.size() > capacity_) {
            places_.erase(order_.back().first);
            order_.pop_back();
        }
    }
    size_t capacity_ = 1024;
    std::list<std::pair<Key, std::shared_ptr<void>>> order_;
    std::unordered_map<Key, decltype(order_)::iterator, KeyHash> places_;
};

Cache& cache();

// Memory that lives during one kernel call only; it grows to the largest need and is kept.
class Scratch {
  public:
    void reserve(size_t bytes);
    char* at(size_t offset) const { return base_ + offset; }
    size_t bytes() const { return bytes_; }
    void release();

  private:
    char* base_ = nullptr;
    size_t bytes_ = 0;
};

Scratch& scratch();

inline size_t padded(size_t bytes) { return (bytes + 63) / 64 * 64; }

inline dnnl::memory::data_type onednn_type(Type type) {
    return type == Type::bf16 ? dnnl::memory::data_type::bf16 : dnnl::memory::data_type::f32;
}

// A memory object whose data is set at each run.
dnnl::memory slot(const dnnl::memory::desc& desc);

// Run a primitive: pairs of oneDNN's argument number and memory. The C interface builds no map at each call.
void execute(const dnnl::primitive& primitive, std::initializer_list<std::pair<int, const dnnl::memory*>> arguments);

inline void point(const dnnl::memory& memory, void* data) {
    dnnl_memory_set_data_handle(memory.get(), data);
}

dnnl::primitive_attr attributes();  // scratch memory is ours

}  // namespace badak
