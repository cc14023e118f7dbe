/*
 * csv.c - any bytes as facts in CSV (docs/facts.md).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz/facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_facts(jp_fact_table_read_csv, jp_portfolio_stream_csv, data, size);
    return 0;
}
