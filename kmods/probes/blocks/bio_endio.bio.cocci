// SPDX-License-Identifier: GPL-2.0-only
// step: bio_endio=bio
// since: 4.3
// reason: a bio has its error itself

@@
expression request;
@@
(
-bio_endio(request, 0)
+bio_endio(request)
|
-bio_endio(request, -EIO)
+bio_io_error(request)
)

@@
expression request, error;
@@
-bio_endio(request, error);
+request->bi_error = error;
+bio_endio(request);
