/* One meeting, scored: what every consumer here computes and checks, in C and in C++.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MEETING_H
#define MEETING_H

#include <stdio.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

/* A meeting of an hour on 2023-12-09, seen a day later: the worked answer `one_meeting`. */
#define MEETING_US INT64_C(1702080000000000)
#define EXPECTED_GAP 0.4603128810424483

static int check_gap(double gap)
{
    double difference = gap - EXPECTED_GAP;

    printf("joyfulprofit %s: gap %.12f\n", jp_version(), gap);
    if (strcmp(jp_version(), JP_VERSION_STRING) != 0 || difference > 1e-12 || difference < -1e-12) {
        fprintf(stderr, "expected version %s and gap %.12f\n", JP_VERSION_STRING, EXPECTED_GAP);
        return 1;
    }
    return 0;
}

#endif
