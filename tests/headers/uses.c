/* What a program writes with the headers: every initialiser and constant, in C and in C++.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <joyfulprofit/joyfulprofit.h>

int initialisers(void);
int constants(const char *text);

int initialisers(void)
{
    jp_error error = JP_ERROR_INIT;
    jp_fact fact = JP_FACT_INIT;
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
    jp_indicator_info indicator = JP_INFO_INIT(jp_indicator_info);
    jp_evidence_info evidence = JP_INFO_INIT(jp_evidence_info);
    jp_parameter_info parameter = JP_INFO_INIT(jp_parameter_info);
    jp_column_info column = JP_INFO_INIT(jp_column_info);

    return error.code == JP_OK && error.row == JP_NO_ROW && fact.actor == JP_CLIENT &&
           kind.struct_size == sizeof kind && indicator.struct_size == sizeof indicator &&
           evidence.struct_size == sizeof evidence && parameter.struct_size == sizeof parameter &&
           column.struct_size == sizeof column;
}

int constants(const char *text)
{
    int64_t day = JP_DAY_US;
    uint16_t rating = JP_RATING;
    uint32_t want = JP_WANT_VALUES | JP_WANT_HEADLINE_INTERVALS | JP_WANT_DIMENSION_INTERVALS |
                    JP_WANT_VERDICT | JP_WANT_RHYTHM;
    char buffer[JP_TIME_TEXT_SIZE] = JP_VERSION_STRING;

    return day > 0 && rating == JP_RATING && want == JP_WANT_ALL && buffer[0] == text[0] &&
           JP_VERSION_MAJOR >= 0 && JP_VERSION_MINOR >= 0 && JP_VERSION_PATCH >= 0 &&
           JP_FACTOR_COUNT > 0 && JP_DIMENSION_COUNT > 0 && JP_VERDICT_COUNT > 0;
}
