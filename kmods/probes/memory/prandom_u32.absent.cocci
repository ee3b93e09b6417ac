// SPDX-License-Identifier: GPL-2.0-only
// step: prandom_u32=absent
// since: 6.1
// reason: get_random_u32() is as fast now
// include: linux/random.h

@@
@@
-prandom_u32()
+get_random_u32()
