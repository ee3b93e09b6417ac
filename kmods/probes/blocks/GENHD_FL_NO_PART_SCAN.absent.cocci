// SPDX-License-Identifier: GPL-2.0-only
// step: GENHD_FL_NO_PART_SCAN=absent
// since: 5.17, commit 46e7eac647b3
// reason: a disk without partitions says so by GENHD_FL_NO_PART

@@
@@
-GENHD_FL_NO_PART_SCAN
+GENHD_FL_NO_PART
