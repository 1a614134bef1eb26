// The state's measuring of visits. Its script is told what to count before it is loaded, and is
// loaded on the portal itself alone: a preview and a copy for trial count nothing.
const { host, tracker, site } = document.currentScript.dataset;
if (location.hostname === host) {
  window._govaq = [['trackPageView'], ['enableLinkTracking'], ['setTrackerUrl', `${tracker}/tracking`], ['setSiteId', site]];
  const script = document.createElement('script');
  script.src = `${tracker}/embed/gov-tracking.min.js`;
  script.async = true;
  document.head.append(script);
}
