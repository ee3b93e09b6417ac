// SPDX-License-Identifier: GPL-2.0-only
// step: net_random=absent
// since: 3.14
// reason: the generator is everybody's
// include: linux/random.h

@@
@@
-net_random()
+prandom_u32()
