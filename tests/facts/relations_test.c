/*
 * relations_test.c - relationships are ranked as their ids compare, whatever these have in common.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "facts/text.h"

#include "facts/relations.h"

#define COUNT 600

static uint64_t random_state = 11;

static unsigned below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % limit;
}

/* Of few letters, and often long alike: behind `alike` letters a. */
static size_t random_id(char *to, size_t alike)
{
    static const char letters[] = "ab\x01\xff";
    size_t length = alike + 1 + below(12);
    memset(to, 'a', alike);
    for (size_t i = alike; i < length; i++)
        to[i] = letters[below(below(3) ? 2 : 4)];
    return length;
}

static const jp__relations *compared;

static int by_ids(const void *a, const void *b)
{
    const jp__relation *other = &compared->items[*(const uint32_t *)b];
    return jp__relation_compare(&compared->items[*(const uint32_t *)a], jp__relation_supplier(other),
                                jp__relation_client(other));
}

static void rank_some(size_t pairs, size_t alike, size_t alike_clients)
{
    static char supplier[JP__ID_MAX], client[JP__ID_MAX];
    static uint32_t rank[COUNT], order[COUNT];
    jp_allocator a = jp__allocator(NULL);
    jp_error err = JP_ERROR_INIT;
    jp__relations relations = { .seed = 5 };
    for (size_t i = 0; i < pairs; i++) {
        uint32_t number;
        jp__pair pair = { .supplier = { supplier, random_id(supplier, alike) },
                          .client = { client, random_id(client, alike_clients) } };
        assert_ok(jp__relations_intern(&relations, &a, &pair, 1, 0, &number, &err), &err);
    }
    for (size_t i = 0; i < relations.count; i++)
        order[i] = (uint32_t)i;
    compared = &relations;
    qsort(order, relations.count, sizeof *order, by_ids);
    assert_ok(jp__relations_rank(&relations, &a, rank, &err), &err);
    for (size_t place = 0; place < relations.count; place++)
        assert_int_equal(rank[order[place]], place);
    jp__relations_free(&relations, &a);
}

static void ranks_are_those_of_comparing_ids(void **state)
{
    (void)state;
    for (size_t round = 0; round < 400; round++)
        rank_some(below(COUNT), below(2) ? 0 : below(30), below(2) ? 0 : below(30));
    rank_some(COUNT, JP__ID_MAX - 20, 3);
    rank_some(COUNT, JP__ID_MAX - 20, JP__ID_MAX - 20);
    rank_some(0, 0, 0);
    rank_some(1, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_are_those_of_comparing_ids),
    };
    return cmocka_run_group_tests_name("facts/relations", tests, NULL, NULL);
}
