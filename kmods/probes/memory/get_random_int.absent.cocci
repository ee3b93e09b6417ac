// SPDX-License-Identifier: GPL-2.0-only
// step: get_random_int=absent
// since: 6.1
// reason: how many bits it has is said
// include: linux/random.h

@@
@@
-get_random_int()
+get_random_u32()
