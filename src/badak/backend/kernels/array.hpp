// NumPy arrays as the kernels see them: a pointer, a shape, a number type. Contiguous always; anything else is copied first.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <nanobind/nanobind.h>

namespace badak {

namespace nb = nanobind;

enum class Type { f32, bf16, other };

constexpr int max_axes = 6;

// The sizes of an array's axes, or a list of numbers beside it (strides, padding): short, on the stack.
struct Sizes {
    std::array<int64_t, 2 * max_axes> value{};
    int count = 0;

    int64_t operator[](int i) const { return value[i]; }
    int64_t& operator[](int i) { return value[i]; }
    void push(int64_t n) {
        if (count == int(value.size())) throw std::invalid_argument("too many axes");
        value[count++] = n;
    }
    int64_t product(int from = 0, int to = -1) const {
        int64_t n = 1;
        for (int i = from; i < (to < 0 ? count : to); ++i) n *= value[i];
        return n;
    }
    bool operator==(const Sizes& other) const { return count == other.count && value == other.value; }
    std::string text() const;
};

// Read a tuple of integers, or of pairs of integers one after the other; throws for anything else.
Sizes sizes(nb::handle tuple);

struct Array {
    nb::object owner;  // the NumPy array
    void* data = nullptr;
    Sizes shape;
    Type type = Type::other;

    int64_t size() const { return shape.product(); }
    int ndim() const { return shape.count; }
    float* f32() const { return static_cast<float*>(data); }
    uint16_t* bf16() const { return static_cast<uint16_t*>(data); }
    size_t bytes() const { return size_t(size()) * (type == Type::bf16 ? 2 : 4); }
    explicit operator bool() const { return data != nullptr; }
};

// Take an argument, a copy of it where it does not lie in order; None gives an empty Array. False for anything but a NumPy
// array of float32 or bfloat16 with at least one element: then the kernel leaves the call to the composite operation.
bool take(nb::handle array, Array& out);

// The same for several: take(x, a) && take(w, b) && …, where only the last `optional` may be None.
inline bool take_all() { return true; }
template <class... More>
bool take_all(nb::handle array, Array& out, More&&... more) {
    return take(array, out) && take_all(more...);
}

// Take float32 as it lies, to be written to unless `read_only`; false for anything that would have to be copied.
bool try_mutable(nb::handle array, bool read_only, Array& out);

// Make a new array, of float32 or of the number type of another.
Array make(const Sizes& shape, const Array& like);
Array make_f32(const Sizes& shape);
Array make_bytes(const Sizes& shape);  // uint8
Array make_integers(const Sizes& shape);  // of 64 bits

bool take_bytes(nb::handle array, Array& out);  // uint8

// Take class numbers of any integer type; false for any other type.
bool take_integers(nb::handle array, std::vector<int64_t>& values, Sizes& shape);

Sizes shape_of(std::initializer_list<int64_t> sizes);

void prepare_arrays();  // NumPy's C interface, once

}  // namespace badak
