// SPDX-License-Identifier: Apache-2.0
#include "meeting.h"

#include <iostream>
#include <memory>
#include <stdexcept>
#include <vector>

namespace {

struct Free {
    void operator()(jp_model *model) const { jp_model_free(model); }
    void operator()(jp_scorer *scorer) const { jp_scorer_free(scorer); }
};

void check(jp_status status, const jp_error &error)
{
    if (status != JP_OK)
        throw std::runtime_error(error.message);
}

int score()
{
    jp_error error = JP_ERROR_INIT;
    jp_model *made = nullptr;
    check(jp_model_default(&made, &error), error);
    std::unique_ptr<jp_model, Free> model(made);

    uint16_t meeting = 0;
    check(jp_model_find_kind(model.get(), "meeting", 7, &meeting, &error), error);
    std::vector<int64_t> time_us{MEETING_US};
    std::vector<uint16_t> kind{meeting};
    std::vector<uint8_t> actor{JP_CLIENT};
    std::vector<double> value{60.0};
    jp_facts facts{};
    facts.struct_size = sizeof facts;
    facts.length = time_us.size();
    facts.time_us = time_us.data();
    facts.kind = kind.data();
    facts.actor = actor.data();
    facts.value = value.data();

    jp_scorer *started = nullptr;
    check(jp_scorer_new(model.get(), nullptr, &started, &error), error);
    std::unique_ptr<jp_scorer, Free> scorer(started);
    const jp_score *result = nullptr;
    check(jp_scorer_run(scorer.get(), &facts, MEETING_US + JP_DAY_US, &result, &error), error);
    return check_gap(jp_score_gap(result));
}

} // namespace

int main()
{
    try {
        return score();
    } catch (const std::exception &problem) {
        std::cerr << problem.what() << '\n';
        return 1;
    }
}
