/* Parts of a page that follow what happens: <div data-live="/path"> shows each message of that stream; after `event: end` the page loads anew. */
for (const part of document.querySelectorAll('[data-live]')) {
  const stream = new EventSource(part.dataset.live);
  stream.addEventListener('message', ({ data }) => {
    part.innerHTML = data;
  });
  stream.addEventListener('end', () => {
    stream.close();
    location.reload();
  });
}
