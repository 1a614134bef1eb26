# Chữ của giao diện Sen, tiếng Việt. Cổng nào muốn khác thì viết lại khóa ấy trong strings/vi.ftl của mình.

## Đầu trang
skip = Lối tắt
skip-to-content = Bỏ qua đến nội dung chính
skip-to-search = Đến trang tìm kiếm
official-label = Trang thông tin chính thức
official-sentence = Đây là trang thông tin chính thức của { $agency }.
official-how = Cách nhận biết
official-domain = Trang của cơ quan nhà nước Việt Nam có địa chỉ kết thúc bằng “.gov.vn”.
official-secure = Địa chỉ bắt đầu bằng “https://” nghĩa là kết nối giữa bạn và trang được mã hóa.
official-scam = Cán bộ không bao giờ gọi điện yêu cầu bạn chuyển tiền, cài ứng dụng lạ hay đọc mật khẩu, mã OTP, tài khoản VNeID.
to-home = (về trang chủ)
languages = Ngôn ngữ
language-nearest = (trang này chưa có bản dịch, liên kết dẫn đến trang gần nhất)
menu-main = Menu chính
menu = Menu
menu-open = Mục con của { $title }
breadcrumb = Đường dẫn
home = Trang chủ
notices = Thông báo quan trọng
notice-starts = Bắt đầu
notice-more = Tất cả { $n } thông báo
notice-recovery = Dự kiến khôi phục

## Tìm kiếm
search-label = Tìm kiếm
search-button = Tìm
search-field = Từ khóa hoặc số, ký hiệu văn bản
search-hint = Gõ có dấu hoặc không dấu đều được, ví dụ: khai sinh, 15/QĐ-UBND, “tổ công nghệ số”.
search-no-script = Ô tìm kiếm cần JavaScript. Trình duyệt của bạn đang tắt JavaScript, mời bạn tìm theo chữ cái đầu của tên trang, văn bản, thủ tục, hoặc đi theo các mục dưới đây; mục nào cũng có danh sách theo loại, lĩnh vực, năm.
search-one = Tìm thấy 1 kết quả
search-many = Tìm thấy { $n } kết quả
search-none = Không tìm thấy kết quả nào. Hãy thử từ khác, ít từ hơn, hoặc đi theo các mục dưới đây.
search-loading = Đang tìm…
search-failed = Chưa tải được dữ liệu tìm kiếm. Hãy thử lại, hoặc đi theo các mục dưới đây.
search-more = Xem thêm kết quả
search-private = Việc tìm diễn ra ngay trên máy của bạn: từ khóa không được gửi đi đâu.
search-suggestions = Gợi ý
search-meant = Có phải bạn tìm:
search-best = Phù hợp nhất
search-source = Nguồn
search-lowered = Không còn hiệu lực
search-narrow = Lọc kết quả
search-all = Bỏ mọi lựa chọn
search-kind = Loại
search-section = Chuyên mục
search-year = Năm
search-state = Tình trạng
search-state-valid = Đang áp dụng
search-state-past = Không còn hiệu lực
search-sort = Xếp theo
search-by-relevance = Phù hợp nhất
search-by-date = Mới nhất
search-browse = Đi theo chuyên mục
search-site-map = Xem sơ đồ cổng: danh sách mọi trang
alphabet = Mục lục theo chữ cái
alphabet-letter = Mục lục theo chữ cái: { $letter }
alphabet-back = Về trang tìm kiếm

## Chân trang
responsible = Chịu trách nhiệm nội dung
address = Địa chỉ
phone = Điện thoại
hotline = Đường dây nóng
email = Thư điện tử
footer-links = Chính sách và liên kết
site-map = Sơ đồ cổng
outside-hosts = Máy chủ khác mà cổng dùng
outside-text = Ngoài máy chủ của mình, các trang của cổng dùng những máy chủ sau:
outside-none = Các trang của cổng không tải gì từ máy chủ khác, không gửi gì đến máy chủ khác.
outside-purposes = Trang dùng máy chủ này để:
outside-measure = Đếm lượt truy cập theo quy định tại Điều 11 Nghị định số 224/2026/NĐ-CP.
purpose-script = chạy mã của máy chủ đó
purpose-connect = gửi và nhận dữ liệu
purpose-image = hiện ảnh
purpose-frame = nhúng trang
purpose-form = gửi biểu mẫu
purpose-media = phát âm thanh, phim
measure-label = Đã kết nối hệ thống đo lường, giám sát của Nhà nước
feeds = Nguồn cấp tin
feed-rss = RSS
feed-atom = Atom
feed-json = JSON Feed
feed-ics = Lịch (ICS)
copyright = Bản quyền thuộc { $agency }. Khi sử dụng lại thông tin, đề nghị ghi rõ nguồn.

## Danh sách
subsections = Chuyên mục
facets = Lọc danh sách
facet-more = và { $n } giá trị khác
facet-several = Lọc theo nhiều tiêu chí cùng lúc
facet-anew = Lọc lại từ đầu
facet-narrower = Lọc tiếp trong “{ $value }”
facet-wider = Xem rộng hơn
facet-back = Xem tất cả: { $title }
taxonomy-back = Xem tất cả: { $title }
list-empty = Chưa có nội dung nào trong mục này.
section-feeds = Theo dõi mục này
pagination = Phân trang
page-of = Trang { $n } trên { $total }
page-n = Trang { $n }
page-previous = Trang trước
page-next = Trang sau
see-all = Xem tất cả { $title }
quick = Việc thường làm
status = Tình trạng
period = Thời gian thực hiện
table = Bảng số liệu
yes = Có
no = Không

## Trang và tin bài
toc = Nội dung trang
posted = Đăng
updated = Cập nhật
print = In trang này
attachments = Tệp đính kèm
file-pages = { $n } trang
corrections = Đính chính
corrections-feeds = Theo dõi các đính chính
corrections-none = Cổng chưa có đính chính nào.
byline = Tác giả
source = Nguồn
editor = Chịu trách nhiệm biên tập
rating = Trang này có giúp được không?
rating-privacy = Câu trả lời không kèm tên, số điện thoại hay địa chỉ của ông bà, anh chị.
rating-yes = Có, hữu ích
rating-no = Chưa hữu ích
related = Xem thêm
neighbours = Bài trước và bài sau
previous = Trước
next = Sau
call = Gọi { $phone }
license = Giấy phép sử dụng

## Văn bản
documents-caption = Danh sách văn bản
document-number = Số, ký hiệu
document-issued = Ngày ban hành
document-summary = Trích yếu
document-issuer = Cơ quan ban hành
document-files = Tệp tải về
document-relations = Văn bản liên quan
relations-according = Theo { $publisher }
document-text = Toàn văn
relation-replaces = Thay thế
relation-replaced_by = Bị thay thế bởi
relation-amends = Sửa đổi, bổ sung
relation-amended_by = Được sửa đổi, bổ sung bởi
relation-based_on = Căn cứ
relation-basis_of = Là căn cứ của
relation-guides = Hướng dẫn, quy định chi tiết
relation-guided_by = Được hướng dẫn bởi
relation-services = Thủ tục áp dụng

## Thủ tục hành chính
service-code = Mã thủ tục
service-field = Lĩnh vực
service-time = Thời hạn
service-level = Mức độ trực tuyến
service-partial-reason = Lý do chưa làm trực tuyến toàn trình
service-apply = Nộp hồ sơ trên Cổng Dịch vụ công quốc gia
service-information = Xem trên Cổng Dịch vụ công quốc gia
service-steps = Các bước
service-how-to = Nộp ở đâu, bằng cách nào
service-dossier = Giấy tờ cần có
service-dossier-caption = Giấy tờ phải nộp hoặc xuất trình
dossier-name = Giấy tờ
dossier-originals = Bản chính
dossier-copies = Bản sao
service-fees = Phí, lệ phí
service-fees-caption = Mức thu
fee-name = Khoản thu
fee-amount = Mức thu
fee-none = Không thu
service-forms = Mẫu đơn, tờ khai
service-conditions = Yêu cầu, điều kiện
service-legal-basis = Căn cứ pháp lý

## Lấy ý kiến
consultation-opens = Bắt đầu
consultation-closes = Hạn góp ý
consultation-receiver = Đơn vị tiếp nhận
consultation-send = Gửi ý kiến qua thư điện tử
consultation-subject = Góp ý
consultation-drafts = Dự thảo
consultation-comments = Ý kiến đã nhận
consultation-no-comments = Chưa có ý kiến nào được đăng.
consultation-answer = Tiếp thu, giải trình
consultation-outcome = Báo cáo tiếp thu, giải trình
consultation-step-1 = Lấy ý kiến
consultation-step-2 = Tiếp thu, giải trình
consultation-step-3 = Công bố kết quả
progress = Tiến độ
progress-done = đã xong

## Hỏi đáp
question-asked = Ngày hỏi
question-answer = Trả lời
question-waiting = Câu hỏi đã được tiếp nhận và đang được xem xét để trả lời.

## Tổ chức, cán bộ
unit-head = Người đứng đầu
unit-functions = Chức năng, nhiệm vụ
unit-units = Đơn vị trực thuộc
unit-people = Cán bộ
person-biography = Tiểu sử tóm tắt
person-duties = Nhiệm vụ đảm nhiệm

## Lịch công tác
events-coming = Sắp diễn ra
events-past = Đã diễn ra
events-week = Tuần từ { $from } đến { $to }
events-free = Chưa có lịch
events-none = Chưa có lịch nào sắp tới.
event-place = Địa điểm
event-chair = Chủ trì
event-content = Nội dung

## Dự án, kế hoạch, dữ liệu
projects-preparing = Đang chuẩn bị
projects-running = Đang triển khai
projects-finished = Đã hoàn tất
project-goal = Mục tiêu
project-step-1 = Chuẩn bị
project-step-2 = Triển khai
project-step-3 = Hoàn tất
budget = Kinh phí
plan-approved-on = Ngày phê duyệt
budget-figures = Số liệu
budget-explanation = Thuyết minh
calendar-next = Sắp tới: { $set }, hạn công khai { $day }.
calendar-set = Bộ tài liệu
calendar-last-day = Hạn công khai, tình trạng
calendar-days = { $n } ngày kể từ { $event }
calendar-working-days = { $n } ngày làm việc kể từ { $event }
calendar-in-time = Đúng hạn
calendar-late = Đăng sau hạn
calendar-published = Đã đăng
calendar-due = Đang trong hạn
calendar-overdue = Quá hạn
calendar-missing = Chưa đăng
calendar-not-yet = Chưa đến kỳ
calendar-if-any = Khi phát sinh
duties-covered = Đã công khai hoặc nêu lý do: { $covered } trên { $count } nhóm.
duties-what = Thông tin phải công khai
duties-where = Nơi công khai
duties-more = và { $count } trang khác
duties-not-arisen = Không phát sinh
duties-not-competent = Không thuộc thẩm quyền
duties-missing = Chưa công khai
dataset-publisher = Cơ quan công bố
dataset-frequency = Cập nhật
dataset-files = Tệp dữ liệu
dataset-download = Tải dữ liệu, định dạng { $format }
dataset-caption = Các tệp của { $title }
dataset-format = Định dạng
dataset-address = Tải về

## Video
captions = Phụ đề
transcript = Lời thoại
video-watch = Xem video trên trang khác

## Khung nhấn mạnh
callout-info = Thông tin
callout-note = Ghi chú
callout-tip = Mẹo
callout-important = Quan trọng
callout-warning = Cảnh báo
callout-caution = Thận trọng
callout-emergency = Khẩn cấp
callout-outage = Gián đoạn dịch vụ

## Nội dung của cổng khác
origin = Nguồn của nội dung
origin-from = Đây là nội dung của
origin-repeated = , được đăng lại trên cổng này.
origin-claimed = Nơi công bố tự giới thiệu là “{ $name }”; cổng này chưa xác nhận tên đó.
origin-publisher = Cơ quan công bố
origin-original = Xem bản gốc tại
origin-withdrawn = Nội dung này đã bị thu hồi
origin-of-section = Chuyên mục này có nội dung của
origin-compared = Đối chiếu với nguồn
origin-withdrawn-text = { $publisher } đã thu hồi nội dung này
origin-withdrawn-advice = Bạn vui lòng không làm theo nội dung này nữa; nội dung chỉ còn được lưu để tra cứu.
origin-moved-to = Xem nội dung mới tại
origin-withdrawn-badge = Đã thu hồi
origin-stale = Nội dung này có thể đã cũ
origin-stale-text = Cổng này đối chiếu với nguồn lần cuối vào
origin-stale-advice = Bạn nên xem bản gốc để biết thông tin mới nhất.
include-from = Nguồn:
include-updated = cập nhật
include-feed = Theo bản tin của
include-ended = Nội dung từng có ở đây đã được cơ quan công bố thu hồi.
include-expired = Nội dung từng có ở đây đã hết hạn đăng.
include-whole = Xem cả trang:
include-missing = Hiện chưa hiển thị được nội dung này. Bạn vui lòng quay lại sau.
include-nothing = Nguồn này hiện chưa có nội dung nào.
portal-open = Mở cổng
portal-pages = Dành cho cán bộ kỹ thuật: kênh chia sẻ của từng cổng
portal-channels = Kênh chia sẻ
portal-channels-text = Phần này dành cho cán bộ kỹ thuật: địa chỉ để cổng khác lấy nội dung và mã để kiểm tra.
portal-channel-url = Địa chỉ kênh
portal-channel-root = Mã khóa gốc (SHA-256)

## Trang báo lỗi và chuyển hướng
not-found = Không tìm thấy trang
not-found-text = Địa chỉ này không có hoặc đã đổi. Bạn có thể đi tiếp từ các liên kết sau.
gone = Trang này không còn nữa
gone-text = Nội dung đã được gỡ xuống hoặc đã hết thời hạn đăng. Bạn có thể đi tiếp từ các liên kết sau.
moved = Trang đã chuyển địa chỉ
redirect-link = Đi đến địa chỉ mới

## Cổng làng: trang chủ
hero-commune = Bà con cần việc gì?
hero-province = Ông bà, anh chị cần việc gì?
hero-department = Ông bà, anh chị cần việc gì?
hero-ministry = Ông bà, anh chị cần tìm gì?
hero-lead = Gõ vài chữ để tìm thủ tục, văn bản, thông báo của { $agency }.
hero-example-commune = Ví dụ: đăng ký khai sinh
hero-example-province = Ví dụ: lý lịch tư pháp
hero-example-department = Ví dụ: cấp giấy phép
hero-example-ministry = Ví dụ: thông tư mới
door-do = Làm thủ tục
door-do-text = Cần giấy tờ gì, bao lâu, hết bao nhiêu tiền
door-do-all = Tất cả thủ tục
door-do-online = Nộp hồ sơ trực tuyến
door-find = Tra cứu
door-find-text = Văn bản, nội dung công khai, số liệu
door-say = Hỏi và góp ý
door-say-text = Hỏi cơ quan, góp ý dự thảo, gọi trực tiếp
home-fields = Thủ tục theo lĩnh vực
home-figures = Những con số chính
home-portals = Mở danh sách { $count } cổng
home-people = Người phục vụ Nhân dân
office = Liên hệ trực tiếp
office-hours = Giờ làm việc
see-all-short = Xem tất cả
menu-all = Tất cả: { $title }
official-short = .gov.vn · Chính thức
notice-read = Xem
notice-and-more = và { $n } thông báo khác
beside = Thông tin bên cạnh
same-section = Trong mục { $title }
or = hoặc

## Hiển thị, chia sẻ
display = Hiển thị
display-text = Cỡ chữ
display-text-1 = Thường
display-text-2 = Lớn
display-text-3 = Rất lớn
display-text-4 = Gấp đôi
display-theme = Màu nền
display-theme-system = Theo máy
display-theme-light = Sáng
display-theme-dark = Tối
display-theme-black = Đen, tương phản cao
display-reading = Cách đọc
display-airy = Giãn dòng, giãn chữ
display-lines = Gạch chân mọi liên kết
display-still = Không chuyển động
display-reset = Như ban đầu
display-kept = Lựa chọn chỉ lưu trong trình duyệt này, không gửi đi đâu.
share = Chia sẻ
read-aloud = Nghe trang này
read-stop = Dừng đọc
share-title = Gửi cho người khác
share-copy = Chép địa chỉ
share-facebook = Đăng lên Facebook
share-qr = Mã QR của trang này
share-qr-text = Mở máy ảnh của điện thoại và hướng vào mã để mở trang này trên điện thoại.
share-copied = Đã chép địa chỉ trang này.
share-failed = Trình duyệt không cho phép việc này. Xin chép địa chỉ ở đầu cửa sổ.

## Bổ sung cho danh sách và trang
fee-see = Xem mức thu
fee-up-to = Không thu, có khoản đến { $sum }
fee-from-to = Từ { $from } đến { $to }
service-ask = Xin hỏi cơ quan
service-where = Nộp ở đâu
service-where-full = Nộp trực tuyến hoặc đến trực tiếp
service-where-partial = Nộp trực tuyến, có bước phải đến trực tiếp
service-where-information = Đến trực tiếp
service-bring = Mang theo gì
service-papers = { $n } loại giấy tờ
service-record = Thông tin của thủ tục
paper-originals = { $n } bản chính
paper-copies = { $n } bản sao
document-issued-on = Ban hành
document-record = Thông tin của văn bản
events-ics = Thêm vào lịch (ICS)
month-short = tháng { $n }
days-left = Còn %n ngày
days-left-last = Hôm nay là hạn cuối
empty-ask = Cần thông tin ngay, xin gọi
empty-search = Tìm trong cả cổng
events-see-past = Xem lịch đã qua
printed = . In ngày %d.
rating-ask = Nếu còn điều chưa rõ, xin hỏi:

## Kết quả kiểm tra đã ghi lại
check-result-about = Vào { $day }, { $pages } trang của cổng được kiểm tra tự động theo { $rules } quy tắc.
check-result-rule = Quy tắc
check-result-outcome = Kết quả
check-result-held = Đạt
check-result-places = Chưa đạt ở { $n } chỗ
check-result-until = (hạn sửa: { $day })
check-result-limits = Kiểm tra tự động chỉ thấy được một phần. Lời tả hình có đúng hay không, bài viết có dễ hiểu hay không, vẫn cần người xem.
check-result-none = Chưa có kết quả kiểm tra nào được ghi lại.

## Biểu đồ, con số, ảnh, bản đồ
chart-unit = đơn vị: { $unit }
chart-table = Xem bảng số liệu
gallery-viewer = Xem ảnh lớn
gallery-place = Ảnh { $n } trên { $total }
gallery-close = Đóng
gallery-previous = Ảnh trước
gallery-next = Ảnh sau
map-open = Bấm vào bản đồ để xem cỡ lớn.
video-download = Tải tệp về

# Những chữ mà chương trình tự hỏi, ngoài not-found, gone và moved ở trên.
page-word = Trang
only-in-other-language = chỉ có bằng ngôn ngữ khác
link-to-heading = Liên kết tới mục
band = Lưu ý về bản này
