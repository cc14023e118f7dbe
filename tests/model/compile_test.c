/*
 * compile_test.c - the tables that scoring walks, against what the file says row by row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "documents.h"
#include "model/build.h"
#include "support/test.h"

static jp_model *models[2]; /* the small one, the default one */

static int load_models(void **state)
{
    (void)state;
    static const char *const paths[] = { JP_TEST_SMALL_MODEL, JP_TEST_DEFAULT_MODEL };
    for (size_t m = 0; m < 2; m++) {
        char *text = jp_test_document(paths[m]);
        models[m] = jp_test_load(text);
        free(text);
    }
    return 0;
}

static int free_models(void **state)
{
    (void)state;
    jp_model_free(models[0]);
    jp_model_free(models[1]);
    return 0;
}

/* ---- Streams ----------------------------------------------------------------------------------- */

/* Each stream has the rows of its kind and actor, in the order of the file, and no others. */
static void check_rows(const jp_model *model)
{
    size_t rows = 0, channels = 0;
    for (uint16_t kind = 0; kind < model->kind_count; kind++) {
        for (jp_side actor = JP_CLIENT; actor <= JP_SUPPLIER; actor++) {
            const jp__stream *stream = &model->streams[2 * kind + actor];
            assert_int_equal(stream->first_row, rows);
            assert_int_equal(stream->first_channel, channels);
            size_t at = 0;
            for (size_t i = 0; i < model->evidence_count; i++) {
                const jp__evidence *said = &model->evidence[i];
                if (said->kind != kind || said->actor != actor)
                    continue;
                const jp__row *row = &model->rows[stream->first_row + at++];
                assert_int_equal(row->evidence, i);
                assert_int_equal(row->indicator, said->indicator);
                assert_true(row->adverse == said->adverse && row->favourable == said->favourable);
            }
            assert_int_equal(stream->row_count, at);
            assert_true((stream->channel_count > 0) == (at > 0));
            rows += at;
            channels += stream->channel_count;
        }
    }
    assert_int_equal(rows, model->row_count);
    assert_int_equal(rows, model->evidence_count);
    assert_int_equal(channels, model->channel_count);
}

/* A row's channel is of its stream and has its transform; its sum decays by its indicator's half-life. */
static void check_sums(const jp_model *model)
{
    for (size_t i = 0; i < model->row_count; i++) {
        const jp__row *row = &model->rows[i];
        const jp__evidence *said = &model->evidence[row->evidence];
        const jp__channel *channel = &model->channels[row->channel];
        assert_int_equal(channel->stream, 2 * said->kind + said->actor);
        assert_int_equal(channel->transform.type, said->transform.type);
        assert_true(channel->transform.half == said->transform.half);
        assert_in_range(row->sum, channel->sums, channel->sums + channel->class_count - 1);
        uint16_t class_ = model->channel_classes[channel->classes + row->sum - channel->sums];
        assert_true(model->half_lives[class_] == model->indicators[said->indicator].half_life_days);
        assert_int_equal(class_, model->half_life_class[said->indicator]);
    }
}

/* Channels of a stream differ, classes ascend, sums are numbered one after the other, each is needed. */
static void check_channels(const jp_model *model)
{
    size_t sums = 0;
    for (size_t c = 0; c < model->channel_count; c++) {
        const jp__channel *channel = &model->channels[c];
        assert_int_equal(channel->sums, sums);
        assert_int_equal(channel->classes, sums);
        assert_true(channel->class_count > 0);
        for (size_t k = 1; k < channel->class_count; k++)
            assert_true(model->channel_classes[sums + k - 1] < model->channel_classes[sums + k]);
        for (size_t other = 0; other < c; other++) {
            const jp__channel *o = &model->channels[other];
            assert_false(o->stream == channel->stream && o->transform.type == channel->transform.type &&
                         o->transform.half == channel->transform.half);
        }
        sums += channel->class_count;
    }
    assert_int_equal(sums, model->channel_class_count);
    for (size_t s = 0; s < sums; s++) {
        bool needed = false;
        for (size_t i = 0; i < model->row_count; i++)
            needed = needed || model->rows[i].sum == s;
        assert_true(needed);
    }
}

static void rows_stand_by_stream_in_the_order_of_the_file(void **state)
{
    (void)state;
    check_rows(models[0]);
    check_rows(models[1]);
}

static void every_row_finds_its_transform_and_its_half_life(void **state)
{
    (void)state;
    check_sums(models[0]);
    check_sums(models[1]);
}

static void channels_and_sums_are_as_few_as_can_be(void **state)
{
    (void)state;
    check_channels(models[0]);
    check_channels(models[1]);
}

/* Of the small model by hand: meetings by the client speak through hill:60 to indicators of half-lives
 * 60 and 90, and through one to one of 90. */
static void a_stream_is_as_it_would_be_drawn_by_hand(void **state)
{
    (void)state;
    const jp_model *model = models[0];
    const jp__stream *stream = &model->streams[2 * 2 + JP_CLIENT];
    assert_int_equal(stream->row_count, 4);
    assert_int_equal(stream->channel_count, 2);
    const jp__channel *hill = &model->channels[stream->first_channel], *one = hill + 1;
    assert_int_equal(hill->transform.type, JP__HILL);
    assert_true(hill->transform.half == 60);
    assert_int_equal(hill->class_count, 2);
    assert_int_equal(one->transform.type, JP__ONE);
    assert_int_equal(one->class_count, 1);
    const jp__row *rows = &model->rows[stream->first_row];
    assert_int_equal(rows[0].sum, hill->sums + 1); /* engage.client, 90 */
    assert_int_equal(rows[1].sum, hill->sums);     /* conversation.client, 60 */
    assert_int_equal(rows[2].sum, one->sums);      /* excite.client, 90 */
    assert_int_equal(rows[3].sum, hill->sums + 1); /* caring.support, 90 */
    assert_int_equal(model->half_life_count, 4);
    assert_true(model->half_lives[0] == 60 && model->half_lives[1] == 90);
    assert_true(model->half_lives[2] == 180 && model->half_lives[3] == 365);
}

static void saturation_is_prepared_for_each_kind(void **state)
{
    (void)state;
    const jp_model *model = models[0];
    assert_true(fabs(model->log_q[0] - -0.69314718055994530942) < 1e-16); /* message: ln 0.5 */
    assert_true(model->sat_scale[0] == 2);
    assert_true(model->log_q[2] == 0 && model->sat_scale[2] == 0); /* meeting: 1, nothing saturates */
    assert_true(fabs(model->log_q[3] - -0.16251892949777494) < 1e-16); /* complaint: ln 0.85 */
    assert_true(fabs(model->sat_scale[3] - 6.666666666666667) < 1e-14);
}

/* ---- Names ------------------------------------------------------------------------------------- */

static void check_names(const jp__name *names, size_t count, const uint16_t *order, size_t of_rating)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(names[i].length, strlen(names[i].id));
        if (i > 0)
            assert_true(strcmp(names[i - 1].id, names[i].id) < 0);
        assert_int_equal(order[names[i].index == JP_RATING ? of_rating : names[i].index], i);
    }
}

static void ranks_are_those_of_the_ids(void **state)
{
    (void)state;
    for (size_t m = 0; m < 2; m++) {
        const jp_model *model = models[m];
        check_names(model->kind_names, model->kind_count + 1, model->kind_order, model->kind_count);
        check_names(model->indicator_names, model->indicator_count, model->indicator_order, 0);
        assert_string_equal(model->kind_names[jp__kind_rank(model, JP_RATING)].id, "rating");
        assert_string_equal(model->kind_names[jp__kind_rank(model, 0)].id, "message");
    }
}

static void the_method_finds_what_it_names(void **state)
{
    (void)state;
    for (size_t m = 0; m < 2; m++) {
        const jp_model *model = models[m];
        const jp__roles *r = &model->roles;
        assert_string_equal(model->kinds[r->reply].id, "reply");
        assert_string_equal(model->kinds[r->unanswered].id, "unanswered");
        assert_string_equal(model->kinds[r->silence].id, "silence");
        assert_string_equal(model->kinds[r->rhythm_steady].id, "rhythm_steady");
        assert_string_equal(model->kinds[r->pursuit_burst].id, "pursuit_burst");
        assert_string_equal(model->kinds[r->termination].id, "termination");
        assert_string_equal(model->kinds[r->renewal].id, "renewal");
        assert_string_equal(model->indicators[r->unseen_value].id, "suffering.supplier.unseen_value");
        assert_string_equal(model->indicators[r->compromised_quality].id,
                            "resignation.client.compromised_quality");
        assert_string_equal(model->indicators[r->compromised_timeline].id,
                            "resignation.client.compromised_timeline");
        assert_string_equal(model->indicators[r->compromised_fees].id, "resignation.client.compromised_fees");
        assert_string_equal(model->indicators[r->leaving].id, "resignation.client.leaving");
    }
}

/* ---- Groups ------------------------------------------------------------------------------------ */

static void check_sum(const jp__group *group)
{
    assert_true(group->count > 0);
    double sum = 0;
    for (size_t i = 0; i < group->count; i++) {
        sum += group->members[i].exponent;
        assert_true(group->members[i].exponent > 0);
        if (i > 0)
            assert_true(group->members[i - 1].indicator < group->members[i].indicator);
    }
    assert_true(fabs(sum - 1) <= 1e-15);
}

static void the_exponents_of_every_group_sum_to_one(void **state)
{
    (void)state;
    for (size_t m = 0; m < 2; m++) {
        for (size_t i = 0; i < JP_DIMENSION_COUNT; i++)
            check_sum(&models[m]->dimensions[i]);
        for (size_t i = 0; i < JP_FACTOR_COUNT; i++)
            check_sum(&models[m]->factors[i]);
        for (size_t i = 0; i < JP__VERDICT_GROUP_COUNT; i++)
            check_sum(&models[m]->verdict[i]);
    }
}

static double exponent_of(const jp__group *group, const jp_model *model, const char *id)
{
    for (size_t i = 0; i < group->count; i++) {
        if (strcmp(model->indicators[group->members[i].indicator].id, id) == 0)
            return group->members[i].exponent;
    }
    return 0;
}

static void near(double got, double expected)
{
    if (fabs(got - expected) > 1e-15)
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* By hand from the catalogue: weight / weights of the side / sides. */
static void exponents_are_weights_within_a_side(void **state)
{
    (void)state;
    const jp_model *model = models[1];
    const jp__group *suffering = &model->dimensions[JP_SUFFERING];
    assert_int_equal(suffering->count, 14);
    near(exponent_of(suffering, model, "suffering.client.bad_service"), 1.5 / 6.5 / 2);
    near(exponent_of(suffering, model, "suffering.client.assumed"), 1 / 6.5 / 2);
    near(exponent_of(suffering, model, "suffering.supplier.selling"), 1 / 8.0 / 2);
    const jp__group *of_client = &model->dimensions[JP_SUFFERING_CLIENT];
    near(exponent_of(of_client, model, "suffering.client.bad_service"), 1.5 / 6.5);
    near(exponent_of(of_client, model, "suffering.supplier.selling"), 0);
    const jp__group *control = &model->dimensions[JP_CONTROL];
    near(exponent_of(control, model, "control.both.win_lose"), 1 / 3.0);
    near(exponent_of(control, model, "control.supplier.wallet"), 1 / 6.0);
    near(exponent_of(control, model, "control.client.setup_to_fail"), 1 / 12.0);
    of_client = &model->dimensions[JP_CONTROL_CLIENT];
    near(exponent_of(of_client, model, "control.client.setup_to_fail"), 1 / 4.0);
    near(exponent_of(of_client, model, "control.both.win_lose"), 0);
    of_client = &model->dimensions[JP_RESIGNATION_CLIENT];
    near(exponent_of(of_client, model, "resignation.client.leaving"), 1.5 / 5.5);
    near(exponent_of(&model->dimensions[JP_PILLAR], model, "pillar.love"), 1 / 7.0);
    near(exponent_of(&model->dimensions[JP_COCREATION], model, "cocreation"), 1);
    near(exponent_of(&model->factors[JP_ENGAGE], model, "engage.supplier"), 1 / 2.0);
    near(exponent_of(&model->factors[JP_CARING], model, "caring.validation"), 1 / 3.0);
    const jp__group *verdict = model->verdict;
    near(exponent_of(&verdict[JP__FULFILLING_SUPPLIER], model, "excite.supplier"), 1 / 2.0);
    near(exponent_of(&verdict[JP__FULFILLING_CLIENT], model, "suffering.client.bad_service"), 1.5 / 2.5);
    near(exponent_of(&verdict[JP__VALUE], model, "resignation.client.compromised_fees"), 1 / 2.0);
    assert_int_equal(model->verdict[JP__VALUE].count, 2);
}

static double health_of(const jp_model *model, const char *id)
{
    uint16_t index = 0;
    assert_int_equal(jp_model_find_indicator(model, id, strlen(id), &index, NULL), JP_OK);
    return model->health_exponent[index];
}

static void health_has_a_fifth_for_each_block(void **state)
{
    (void)state;
    const jp_model *model = models[1];
    near(health_of(model, "suffering.client.bad_service"), 1.5 / 6.5 / 2 / 5);
    near(health_of(model, "control.both.win_lose"), 1 / 15.0);
    near(health_of(model, "pillar.love"), 1 / 7.0 / 15);
    near(health_of(model, "cocreation"), 1 / 15.0);
    near(health_of(model, "pledge.love"), 0);
    near(health_of(model, "engage.client"), 0);
    near(health_of(model, "caring.support"), 0);
    double sum = 0;
    for (size_t i = 0; i < model->indicator_count; i++)
        sum += model->health_exponent[i];
    near(sum, 0.8); /* the last fifth is closure */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_by_stream_in_the_order_of_the_file),
        cmocka_unit_test(every_row_finds_its_transform_and_its_half_life),
        cmocka_unit_test(channels_and_sums_are_as_few_as_can_be),
        cmocka_unit_test(a_stream_is_as_it_would_be_drawn_by_hand),
        cmocka_unit_test(saturation_is_prepared_for_each_kind),
        cmocka_unit_test(ranks_are_those_of_the_ids),
        cmocka_unit_test(the_method_finds_what_it_names),
        cmocka_unit_test(the_exponents_of_every_group_sum_to_one),
        cmocka_unit_test(exponents_are_weights_within_a_side),
        cmocka_unit_test(health_has_a_fifth_for_each_block),
    };
    return cmocka_run_group_tests_name("model_compile", tests, load_models, free_models);
}
