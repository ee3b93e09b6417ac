// SPDX-License-Identifier: GPL-2.0-only
// step: bio.bi_sector=absent
// since: 3.14
// reason: the progress of a bio is in an iterator
// words: bi_sector bi_size bi_idx

@@
struct bio *request;
@@
(
-request->bi_sector
+request->bi_iter.bi_sector
|
-request->bi_size
+request->bi_iter.bi_size
|
-request->bi_idx
+request->bi_iter.bi_idx
)
