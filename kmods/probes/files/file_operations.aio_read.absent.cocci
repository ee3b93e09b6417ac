// SPDX-License-Identifier: GPL-2.0-only
// step: file_operations.aio_read=absent
// since: 4.1, commit 8436318205b9
// reason: read_iter and write_iter serve all kinds of reads and writes
// include: linux/uio.h
// words: aio_read aio_write

// The form to 2.6.18, with one place in the user's memory.
@placed@
identifier f, iocb, buf, count, pos;
@@
 f(struct kiocb *iocb, \(char *\|const char *\) buf, size_t count, loff_t pos)
 { ... }

@placed_read@
identifier table, placed.f;
fresh identifier served = f ## "_iter";
@@
+static ssize_t served(struct kiocb *iocb, struct iov_iter *iter)
+{
+	if (!iter_is_iovec(iter))
+		return -EINVAL;
+	return f(iocb, iter->iov->iov_base, iter->iov->iov_len, iocb->ki_pos);
+}
+
 struct file_operations table = {
-	.aio_read = f,
+	.read_iter = served,
 };

@placed_write@
identifier table, placed.f;
fresh identifier served = f ## "_iter";
@@
+static ssize_t served(struct kiocb *iocb, struct iov_iter *iter)
+{
+	if (!iter_is_iovec(iter))
+		return -EINVAL;
+	return f(iocb, iter->iov->iov_base, iter->iov->iov_len, iocb->ki_pos);
+}
+
 struct file_operations table = {
-	.aio_write = f,
+	.write_iter = served,
 };

// The form since 2.6.19.
@listed@
identifier f, iocb, iov, count, pos;
@@
 f(struct kiocb *iocb, const struct iovec *iov, unsigned long count, loff_t pos)
 { ... }

@@
identifier table, listed.f;
fresh identifier served = f ## "_iter";
@@
+static ssize_t served(struct kiocb *iocb, struct iov_iter *iter)
+{
+	if (!iter_is_iovec(iter))
+		return -EINVAL;
+	return f(iocb, iter->iov, iter->nr_segs, iocb->ki_pos);
+}
+
 struct file_operations table = {
-	.aio_read = f,
+	.read_iter = served,
 };

@@
identifier table, listed.f;
fresh identifier served = f ## "_iter";
@@
+static ssize_t served(struct kiocb *iocb, struct iov_iter *iter)
+{
+	if (!iter_is_iovec(iter))
+		return -EINVAL;
+	return f(iocb, iter->iov, iter->nr_segs, iocb->ki_pos);
+}
+
 struct file_operations table = {
-	.aio_write = f,
+	.write_iter = served,
 };

@reads@
identifier table, f;
@@
+/* nlmatrix port: .read_iter and .write_iter (iocb, iter) instead of .aio_read and .aio_write: copy_to_iter() and copy_from_iter() copy, iocb->ki_pos is where */
 struct file_operations table = {
 	.aio_read = f,
 };

@depends on !reads@
identifier table, f;
@@
+/* nlmatrix port: .read_iter and .write_iter (iocb, iter) instead of .aio_read and .aio_write: copy_to_iter() and copy_from_iter() copy, iocb->ki_pos is where */
 struct file_operations table = {
 	.aio_write = f,
 };
