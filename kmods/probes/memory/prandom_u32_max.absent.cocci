// SPDX-License-Identifier: GPL-2.0-only
// step: prandom_u32_max=absent
// since: 6.2
// reason: a number below a bound has one function, which gives each equally often
// include: linux/random.h

@@
expression bound;
@@
-prandom_u32_max(bound)
+get_random_u32_below(bound)
