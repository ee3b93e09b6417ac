// SPDX-License-Identifier: GPL-2.0-only
// step: iov_iter.iov=absent
// since: 6.4
// reason: a user's memory is one place or a list of places; iter_iov() is a list either way
// words: iov_iter

@looks@
identifier f;
struct iov_iter *iter;
@@
 f(...)
 {
	<+...
	iter->iov
	...+>
 }

@@
identifier looks.f;
struct iov_iter *iter;
@@
 f(...)
 {
	<...
-	iter_is_iovec(iter)
+	user_backed_iter(iter)
	...>
 }

@@
struct iov_iter *iter;
@@
-iter->iov
+iter_iov(iter)

@@
struct iov_iter iter;
@@
-iter.iov
+iter_iov(&iter)
