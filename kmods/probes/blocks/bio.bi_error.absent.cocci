// SPDX-License-Identifier: GPL-2.0-only
// step: bio.bi_error=absent
// since: 4.13
// reason: block device errors have a type of their own

@@
struct bio *request;
expression error;
@@
-request->bi_error = error;
+request->bi_status = errno_to_blk_status(error);

@@
struct bio *request;
@@
-request->bi_error
+blk_status_to_errno(request->bi_status)
