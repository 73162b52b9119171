// Sums of rows that belong together: the gradient of a table of which rows were read, some of them several times.
#include "rows.hpp"

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

namespace {

BADAK_CLONES void add_to_loop(float* __restrict sum, const float* __restrict x, int64_t n) {
    for (int64_t i = 0; i < n; ++i) sum[i] += x[i];
}

// Which numbers occur, and the how-manieth of them each is: a bit per number and a count per 64 of them, nothing sorted.
class Ranks {
public:
    Ranks(const std::vector<int64_t>& numbers, int64_t size) : bits_(size / 64 + 1), before_(size / 64 + 1) {
        for (int64_t i : numbers) bits_[i / 64] |= uint64_t(1) << (i % 64);
        for (size_t w = 0; w < bits_.size(); ++w) before_[w] = count_, count_ += __builtin_popcountll(bits_[w]);
    }
    int64_t count() const { return count_; }
    int64_t of(int64_t i) const { return before_[i / 64] + __builtin_popcountll(bits_[i / 64] & ((uint64_t(1) << (i % 64)) - 1)); }
    void list(int64_t* to) const {
        for (size_t w = 0; w < bits_.size(); ++w) {
            for (uint64_t left = bits_[w]; left; left &= left - 1) *to++ = int64_t(w) * 64 + __builtin_ctzll(left);
        }
    }

private:
    std::vector<uint64_t> bits_;
    std::vector<int64_t> before_;
    int64_t count_ = 0;
};

}  // namespace

nb::object add_rows(nb::handle values_, nb::handle rows_, int64_t size) {
    Array values;
    std::vector<int64_t> rows;
    Sizes rows_shape;
    if (!take(values_, values) || !values || values.shape.count == 0 || !take_integers(rows_, rows, rows_shape) ||
        rows_shape.count != 1 || int64_t(rows.size()) != values.shape[0] || size > int64_t(1) << 40)
        return nb::none();
    for (int64_t i : rows) {
        if (i < 0 || i >= size) return nb::none();
    }
    const int64_t n = values.size() / int64_t(rows.size());
    const Ranks ranks(rows, size);
    Sizes shape = values.shape;
    shape[0] = ranks.count();
    Array found = make_integers(shape_of({ranks.count()})), out = make(shape, values);
    ranks.list(static_cast<int64_t*>(found.data));
    const bool narrow_type = values.type == Type::bf16;
    {
        Running running(16.0 * double(values.size()));
        // Each thread has some of the columns, so that the sums do not depend on how many there are, and one word may be half of all.
        share(n, running.threads, [&](int64_t begin, int64_t end, int) {
            const int64_t width = end - begin;
            if (width == 0) return;
            std::vector<float> sums(narrow_type ? ranks.count() * width : 0), spare(narrow_type ? width : 0);
            if (!narrow_type) {
                for (int64_t r = 0; r < ranks.count(); ++r) std::fill_n(out.f32() + r * n + begin, width, 0.0f);
            }
            for (size_t i = 0; i < rows.size(); ++i) {
                const int64_t rank = ranks.of(rows[i]);
                float* sum = narrow_type ? sums.data() + rank * width : out.f32() + rank * n + begin;
                add_to_loop(sum, read(values, int64_t(i) * n + begin, width, spare.data()), width);
            }
            for (int64_t r = 0; narrow_type && r < ranks.count(); ++r) put(out, r * n + begin, width, sums.data() + r * width);
        });
    }
    return nb::make_tuple(found.owner, out.owner);
}

}  // namespace badak
