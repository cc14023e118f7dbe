/*
 * feed.h - an input of facts, pulled into a table a piece at a time: CSV, JSON Lines or Arrow.
 *
 * Whoever wants all facts pulls to the end and keeps the table; whoever wants a few at a time takes them out
 * of it between two pieces.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_FEED_H
#define JP_FACTS_FEED_H

#include "facts/table.h"

struct ArrowArrayStream;

typedef struct jp__feed jp__feed;

/* A piece brings at most so many facts. */
#define JP__FEED_PIECE 256

/* What an input does in its own way. */
typedef struct jp__feed_type {
    size_t size; /* of what begins with a jp__feed */
    jp_status (*open)(jp__feed *feed, jp_read_fn read, void *read_user, jp_error *err); /* NULL: no bytes */
    jp_status (*next)(jp__feed *feed, jp_error *err);
    void (*forgot)(jp__feed *feed); /* NULL: nothing to do */
    void (*close)(jp__feed *feed);
} jp__feed_type;

struct jp__feed {
    const jp__feed_type *type;
    jp_allocator allocator;
    jp_fact_table *table;
    uint64_t line; /* where the last piece begins; 0: the input has no lines */
    uint64_t row;  /* and then the number of its first row */
    const uint16_t *behind; /* how many lines or rows each of its facts stands behind; NULL: 0, 1, 2, ... */
    bool ended;    /* nothing comes any more */
};

/* Makes what `type` says, zeroed but for an empty table. feed.c */
jp_status jp__feed_new(const jp__feed_type *type, const jp_model *model,
                       const jp_fact_table_options *options, jp__feed **feed, jp_error *err);

/* Frees it with its table, if that was not taken. NULL is fine. */
void jp__feed_free(jp__feed *feed);

/* Pulls the next piece. Not to be called once it has ended. */
static inline jp_status jp__feed_next(jp__feed *feed, jp_error *err)
{
    return feed->type->next(feed, err);
}

/* The relationships of the table have been forgotten, or have other numbers now. */
static inline void jp__feed_forgot(jp__feed *feed)
{
    if (feed->type->forgot)
        feed->type->forgot(feed);
}

/* Pulls all there is, frees the feed, and hands the table out sorted; on failure there is none. */
jp_status jp__feed_read_all(jp__feed *feed, jp_fact_table **table, jp_error *err);

/* Hands out a feed that was opened with `status`, or frees it. */
static inline jp_status jp__feed_give(jp__feed *made, jp_status status, jp__feed **feed)
{
    if (status == JP_OK)
        *feed = made;
    else
        jp__feed_free(made);
    return status;
}

/* What is made of bytes. csv.c, jsonl.c */
extern const jp__feed_type jp__feed_csv, jp__feed_jsonl;

/* Opens an input of bytes, up to its header. */
jp_status jp__feed_of_text(const jp__feed_type *type, const jp_model *model, jp_read_fn read, void *read_user,
                           const jp_fact_table_options *options, jp__feed **feed, jp_error *err);

/* Opens an input of bytes and reads all of it. */
jp_status jp__feed_read_text(const jp__feed_type *type, const jp_model *model, jp_read_fn read,
                             void *read_user, const jp_fact_table_options *options, jp_fact_table **table,
                             jp_error *err);

/* Opens an input, up to its schema. Takes the stream over, also if it fails. `grouped`: facts come grouped
 * by relationship, so that few need to be remembered. arrow.c */
jp_status jp__feed_of_arrow(const jp_model *model, struct ArrowArrayStream *stream, bool grouped,
                            const jp_fact_table_options *options, jp__feed **feed, jp_error *err);

#endif /* JP_FACTS_FEED_H */
