// SPDX-License-Identifier: GPL-2.0-only
// step: prandom_u32_max=absent
// since: 6.2
// reason: one function returns numbers below a bound, each with the same probability
// include: linux/random.h

@@
expression bound;
@@
-prandom_u32_max(bound)
+get_random_u32_below(bound)
