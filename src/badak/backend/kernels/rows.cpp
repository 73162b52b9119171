// Sums of rows that belong together: the gradient of a table of which rows were read, some of them several times.
#include "rows.hpp"

#include "engine.hpp"
#include "loops.hpp"

namespace badak {

namespace {

BADAK_CLONES void add_to_loop(float* __restrict sum, const float* __restrict x, int64_t n) {
    for (int64_t i = 0; i < n; ++i) sum[i] += x[i];
}

}  // namespace

nb::object sum_rows(nb::handle values_, nb::handle order_, nb::handle starts_) {
    Array values;
    std::vector<int64_t> order, starts;
    Sizes order_shape, starts_shape;
    if (!take(values_, values) || !values || values.shape.count == 0 || !take_integers(order_, order, order_shape) ||
        !take_integers(starts_, starts, starts_shape) || order_shape.count != 1 || starts_shape.count != 1 ||
        int64_t(order.size()) != values.shape[0] || starts[0] != 0)
        return nb::none();
    const int64_t count = int64_t(order.size()), groups = int64_t(starts.size()), n = values.size() / count;
    for (int64_t i : order) {
        if (i < 0 || i >= count) return nb::none();
    }
    for (int64_t i = 1; i < groups; ++i) {
        if (starts[i] <= starts[i - 1] || starts[i] >= count) return nb::none();
    }
    Sizes shape = values.shape;
    shape[0] = groups;
    Array out = make(shape, values);
    const bool narrow_type = values.type == Type::bf16;
    {
        Running running(16.0 * double(values.size()));
        // parts of equal numbers of rows read, not of groups: one word may be half of all
        share(count, running.threads, [&](int64_t begin, int64_t end, int) {
            std::vector<float> memory(narrow_type ? 2 * n : 0);
            float* spare = narrow_type ? memory.data() + n : nullptr;
            const int64_t first = std::lower_bound(starts.begin(), starts.end(), begin) - starts.begin();
            for (int64_t group = first; group < groups && starts[group] < end; ++group) {
                const int64_t last = group + 1 < groups ? starts[group + 1] : count;
                float* sum = place(out, group * n, memory.data());
                const float* row = read(values, order[starts[group]] * n, n, sum);
                if (row != sum) std::copy(row, row + n, sum);
                for (int64_t i = starts[group] + 1; i < last; ++i) add_to_loop(sum, read(values, order[i] * n, n, spare), n);
                put(out, group * n, n, sum);
            }
        });
    }
    return out.owner;
}

}  // namespace badak
