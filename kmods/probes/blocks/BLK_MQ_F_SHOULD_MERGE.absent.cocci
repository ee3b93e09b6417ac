// SPDX-License-Identifier: GPL-2.0-only
// step: BLK_MQ_F_SHOULD_MERGE=absent
// since: 6.14
// reason: requests are always merged

@@
expression E;
@@
(
-E | BLK_MQ_F_SHOULD_MERGE
+E
|
-BLK_MQ_F_SHOULD_MERGE | E
+E
|
-BLK_MQ_F_SHOULD_MERGE
+0
)
