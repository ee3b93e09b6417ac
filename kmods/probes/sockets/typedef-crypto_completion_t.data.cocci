// SPDX-License-Identifier: GPL-2.0-only
// step: typedef crypto_completion_t=data
// since: 6.3
// reason: the completion callback of a request gets its data, and not the request
// words: skcipher_request_set_callback ahash_request_set_callback aead_request_set_callback
// words: akcipher_request_set_callback

@given@
expression request, flags, value;
identifier f;
identifier call = {skcipher_request_set_callback, ahash_request_set_callback, aead_request_set_callback,
	akcipher_request_set_callback};
@@
 call(request, flags, f, value)

@@
identifier given.f, request, error;
@@
 f(
-	struct crypto_async_request *request,
+	void *request_data,
 	int error)
 {
 	<...
-	request->data
+	request_data
 	...>
 }
