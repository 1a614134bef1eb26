# Lời của mọi thông báo. Mỗi thông báo nói điều gì sai; gợi ý nói cách sửa.

type-text = chữ trong dấu ngoặc kép
type-integer = số nguyên
type-number = số
type-boolean = true hoặc false
type-date = ngày
type-list = danh sách trong [ ]
type-table = bảng các khóa

role-root = khóa gốc
role-targets = danh mục nội dung
role-snapshot = bảng phiên bản
role-timestamp = dấu thời gian

# Lời nhắc chung trong các gợi ý về nội dung chia sẻ.
-exchange-kept = Không dùng gì từ lần lấy này; bản đã có vẫn giữ nguyên.
-exchange-last-good = Bản tốt gần nhất vẫn được dùng.
-exchange-later = Bản tốt gần nhất vẫn được dùng. Hãy thử lại sau: tamquan source sync
-exchange-phone = Hãy gọi điện cho cơ quan chia sẻ, theo số bạn đã biết từ trước; đừng tìm cách bỏ qua bước kiểm tra này.
-exchange-body-other = Nếu bài do cổng khác chia sẻ, hãy báo cho cơ quan ấy sửa.

severity-error = lỗi
severity-warning = lưu ý
label-hint = cách sửa
summary-failed = { $errors } lỗi, { $warnings } lưu ý. Chưa ghi gì ra thư mục kết quả.
summary-built = Đã dựng { $pages } trang, { $outputs } tệp ({ $changed } tệp mới hoặc thay đổi, { $removed } tệp bỏ đi) trong { $seconds } giây.
more-findings = { $file }: còn { $errors ->
    [0] { $warnings } lưu ý khác
   *[other] { $warnings ->
        [0] { $errors } lỗi khác
       *[other] { $errors } lỗi khác và { $warnings } lưu ý khác
    }
} chưa hiện. Hãy sửa những chỗ đầu rồi dựng lại.
more-files = Còn { $files } tệp khác có lỗi hoặc lưu ý không hiện ở đây. --json liệt kê tất cả.
same-line = { $text } ({ $count } chỗ trên dòng này)
counts-number = số chỗ
counts-files = số tệp
counts-code = mã
counts-subjects = nhiều nhất
summary-warnings = { $warnings } lưu ý.
held-summary = { $files } tệp có lỗi được giữ lại như bản đúng gần nhất; phần còn lại vẫn lên trang:
held-earlier = { $file }: đang dùng bản đúng gần nhất.
held-earlier-since = { $file }: đang dùng bản đúng gần nhất, có trên trang từ { $date }.
held-left-out = { $file }: tệp mới, chưa lên trang.
held-restored = { $file }: đã xóa nhưng vẫn còn trên trang.
held-restored-since = { $file }: đã xóa nhưng vẫn còn trên trang, từ { $date }.
held-stand-in = { $file }: chuyên mục tạm lên trang với tiêu đề đọc được, để thông báo khẩn cấp trong đó đến được người dân.
held-without-references = { $file }: đã lên trang, bỏ bớt liên kết đến tệp bị giữ lại.
held-because = vì { $place }: { $error }
held-nothing-kept = Máy này chưa có bản đúng nào của các tệp trên: máy giữ các bản đó từ lần dựng không lỗi đầu tiên với --hold. Nếu các trang đã đăng trước đây, hãy thêm --published THƯ-MỤC, trong đó là các tệp nguồn của cổng khi ấy.
moved-summary = { $addresses } địa chỉ đã đăng nay không còn dẫn đến trang cũ:
moved-to = { $from } → { $to } ({ $file })
moved-list = { $from } → { $to } (danh sách)
moved-gone = { $from }: nội dung của { $file } không còn trên cổng
moved-nowhere = { $from } nay không còn dẫn đến đâu
moved-taken = { $from } nay là trang của { $other }; { $file } chuyển sang { $to }
moved-more = và { $addresses } địa chỉ khác
moved-hint = Để địa chỉ cũ dẫn đến chỗ mới, chạy lại với --keep-addresses: địa chỉ cũ của trang được ghi vào aliases của trang, hoặc vào slug nếu trang khác đang giữ địa chỉ ấy; địa chỉ cũ của tệp và danh sách được ghi vào data/redirects.csv.
slug-written = Đã ghi slug vào { $file } để trang này giữ địa chỉ { $from }.
alias-written = { $file }: đã ghi địa chỉ cũ { $from } vào aliases.
alias-form = { $file }: phần đầu bài viết theo dạng mà máy không tự sửa được. Hãy tự thêm { $from } vào aliases.
alias-unwritable = { $file }: không ghi được tệp này. Hãy tự thêm { $from } vào aliases.
slug-form = { $file }: phần đầu bài viết theo dạng mà máy không tự sửa được. Hãy tự ghi slug để trang này giữ địa chỉ { $from }.
slug-unwritable = { $file }: không ghi được tệp này. Hãy tự ghi slug để trang này giữ địa chỉ { $from }.
rule-written = { $file }: đã ghi { $from } dẫn đến { $to }.
rule-form = { $file }: địa chỉ { $from } hoặc bảng mã của tệp có dạng mà máy không tự ghi được. Hãy tự thêm dòng dẫn địa chỉ ấy đến { $to }.
rule-unwritable = { $file }: không ghi được tệp này. Hãy tự thêm dòng dẫn { $from } đến { $to }.
loopback-for-tests = Chú ý: đang bật --loopback-for-tests. Nội dung được tải từ chính máy này, không mã hóa. Tùy chọn này chỉ dành cho kiểm thử; đừng dùng khi dựng cổng để đăng.
new-done = Cổng đã nằm trong thư mục { $folder }. Việc tiếp theo: điền portal.toml, rồi chạy: tamquan build { $folder }
new-without-name = Tên cơ quan đang để trống. Ghi tên đầy đủ, ví dụ --name "Ủy ban nhân dân xã Sen Vàng", hoặc bỏ tùy chọn --name.
epoch-invalid = Biến SOURCE_DATE_EPOCH đang là “{ $value }”, không phải số giây tính từ năm 1970. Ghi một số, ví dụ SOURCE_DATE_EPOCH=1767225600, hoặc bỏ biến này.
new-exists = Thư mục { $folder } không trống. Hãy chọn tên khác.
source-none = portal.toml chưa có nguồn nào. Thêm nguồn bằng: tamquan source add ĐỊA-CHỈ
source-added = Đã thêm nguồn { $name } vào portal.toml.
source-added-by-hand = Đã thêm nguồn { $name } vào portal.toml, từ bản chép trên máy này. Nguồn có max_age = "never": mỗi khi có bản chép mới, chạy tamquan source sync { $name } --from THƯ-MỤC. Khi mạng đã tới được địa chỉ của nguồn, bỏ dòng max_age.
source-removed = Đã bỏ nguồn { $name } và mọi nội dung lấy từ nguồn ấy.
source-accepted = Đã nhận { $count } nội dung.
source-same = { $name }: không có gì mới.
source-synced = { $name }: { $new } nội dung mới hoặc sửa đổi, { $ended } nội dung không còn; đang giữ { $held }.
source-synced-waiting = { $name }: { $new } nội dung mới hoặc sửa đổi, { $ended } nội dung không còn; đang giữ { $held }. Chờ duyệt: { $waiting } (xem bằng tamquan source list { $name }, nhận bằng tamquan source update { $name }).
source-withdrawn = {"  "}Nơi công bố đã thu hồi: { $items }
source-feed = { $name }: bản tin có { $count } tin.
source-line = { $name }: { $title }; { $items } nội dung, đối chiếu { $verified }
source-line-waiting = { $name }: { $title }; { $items } nội dung, đối chiếu { $verified }, chờ duyệt { $waiting }
source-waits = Chờ duyệt: { $item } (lần sửa { $rev }). Nhận bằng: tamquan source update { $name } { $item }
source-compare = Kênh tại { $host } ký bằng khóa có mã { $root }
  Hãy gọi điện cho cơ quan chia sẻ để so mã này. Nếu đúng, chạy lại lệnh với: --root { $root }
  (Nếu không có cách nào so mã: --trust-first-use. Khi đó ai đứng giữa đường truyền lúc này có thể đánh lừa cổng mãi về sau.)
source-compare-many = Kênh tại { $host } đã đổi khóa { $count } lần. Các mã khóa gốc của kênh, từ mã đầu đến mã mới nhất:
  { $roots }
  Hãy gọi điện cho cơ quan chia sẻ, hoặc xem công văn của họ: mã họ đưa phải là một trong các mã này. Nếu đúng, chạy lại lệnh với: --root MÃ
  (Nếu không có cách nào so mã: --trust-first-use. Khi đó ai đứng giữa đường truyền lúc này có thể đánh lừa cổng mãi về sau.)
source-trusted = Tin khóa có mã { $root } mà chưa so mã. Hãy gọi điện cho cơ quan chia sẻ để so sớm.
audit-source = { $name }: { $publisher }; đối chiếu { $verified }, chữ ký còn hạn đến { $expires }
audit-stale = { $name }: { $publisher }; đối chiếu { $verified }, chữ ký ĐÃ HẾT HẠN ngày { $expires }
audit-empty = { $name }: chưa lấy về lần nào
audit-used = {"  "}{ $item } (lần sửa { $rev }): { $pages }
audit-withdrawn-note = {"  "}{ $item }: đã thu hồi { $date }. { $note }
audit-withdrawn = {"  "}{ $item }: đã thu hồi { $date }
audit-waiting = {"  "}{ $item }: chờ duyệt
audit-fine = Không có gì cần sửa.
share-begun = Đã tạo kênh { $channel }. Địa chỉ để cổng khác lấy: { $url }
  Mã của khóa gốc, để công bố cho các cổng khác (qua văn bản, điện thoại): { $root }
  Các khóa nằm trong { $keys }. Không ai khác được đọc các tệp này; không chép vào thư mục của cổng.
share-begun-one = Chép cả thư mục khóa ra một USB và cất trong két: mất khóa gốc thì các cổng khác phải thêm lại kênh từ đầu. Chữ ký có hạn { $days } ngày: mỗi tháng ít nhất một lần, chạy tamquan share resign { $channel }, dựng cổng và đưa lên máy chủ. Việc tiếp theo: tamquan share publish
share-begun-many = Trong { $count } khóa gốc (root-1.pem …), mỗi khóa giao một người giữ ngoài máy này rồi xóa khỏi máy; đổi khóa cần { $threshold } người. Chữ ký có hạn { $days } ngày: hẹn giờ chạy tamquan share resign { $channel } mỗi ngày, rồi dựng cổng và đưa lên máy chủ (mẫu ở docs/vi/chia-se.md). Việc tiếp theo: tamquan share publish
share-published = Kênh { $channel }: { $listed } nội dung ({ $added } mới, { $changed } sửa đổi, { $removed } thôi chia sẻ); chữ ký còn hạn đến { $expires }. Chạy tamquan build rồi đưa cổng lên mạng.
share-new-publisher = Tên hoặc địa chỉ nơi công bố của kênh { $channel } nay khác trước. Hãy báo cho các cổng đang lấy kênh: họ phải chạy tamquan source sync TÊN-NGUỒN --new-publisher, nếu không sẽ không nhận gì mới.
share-resigned = Kênh { $channel }: đã ký lại, còn hạn đến { $expires }.
share-rotated = Kênh { $channel } đã có khóa mới trong { $new }, còn hạn đến { $expires }. Từ nay dùng --keys { $new }, hoặc thay thư mục { $old } bằng thư mục mới. Dựng và đưa cổng lên mạng rồi mới hủy khóa cũ.
  Các cổng đang lấy kênh không phải làm gì. Mã đã công bố vẫn dùng được để thêm kênh:
  { $roots }
  Mã mới, ghi vào công văn gửi các cổng từ nay về sau: { $root }
  Nếu đổi vì khóa cũ bị lộ, hãy báo để các cổng chưa thêm kênh bỏ mã cũ và chỉ dùng mã mới.
share-withdrawn = Đã thu hồi { $item } khỏi kênh { $channel }. Chạy tamquan build rồi đưa cổng lên mạng; các cổng khác cập nhật ở lần lấy tới.
share-audited = Đã hỏi { $count } cổng. Chữ ký của kênh còn hạn đến { $expires }. Mã khóa gốc của kênh (mã cuối là mã mới nhất):
  { $roots }
preview-address = Xem thử tại { $address } (nhấn Ctrl+C để dừng)
preview-device-address = Mở địa chỉ này trên một thiết bị, hoặc đưa máy ảnh của thiết bị vào mã bên dưới. Mỗi địa chỉ dùng được một lần: { $address } (nhấn Ctrl+C để dừng)
preview-port-taken = Cổng mạng { $port } đang có chương trình khác dùng; chuyển sang cổng mạng { $other }.
preview-first = Đã dựng { $pages } trang trong { $ms } ms.
preview-built = { $what }: dựng lại { $rendered } tệp, { $changed } tệp thay đổi, { $ms } ms
preview-more = { $file } và { $more } tệp khác
preview-all = Toàn cổng
preview-moment = Đến giờ hẹn
preview-waiting = Một lần dựng khác của cổng này đang chạy. Xong lần ấy, bản xem thử sẽ tiếp tục.
preview-polling = Hệ thống không báo khi thư mục này thay đổi ({ $reason }). Thay vào đó, mỗi giây máy tự kiểm tra một lần.
preview-title = Có { $errors } lỗi, chưa dựng lại được cổng
preview-title-never = Có { $errors } lỗi, chưa dựng được cổng
preview-mend = Sửa rồi lưu tệp, trang này sẽ tự cập nhật.
preview-last = Đóng thông báo này để xem bản đúng gần nhất.
preview-close = Đóng (Esc)
preview-rest = và { $more } lỗi khác; xem đủ trong cửa sổ dòng lệnh

add-exists = Đã có trang mang tên này
    .hint = Sửa trang ấy, hoặc đặt tên bài khác. Chưa có tệp nào bị thay đổi.
add-into = Chưa có chuyên mục “{ $value }” để nhận bài
    .hint = Tạo tệp content/{ $value }/_index.md với tên chuyên mục, hoặc ghi chuyên mục khác: --into CHUYÊN-MỤC
add-into-near = Chưa có chuyên mục “{ $value }” để nhận bài
    .hint = Có phải là --into { $near }? Nếu không, tạo tệp content/{ $value }/_index.md với tên chuyên mục.
add-kind = Cổng không có loại nội dung “{ $value }”
    .hint = Các loại: { $choices }
add-kind-near = Cổng không có loại nội dung “{ $value }”
    .hint = Có phải là { $near }? Các loại: { $choices }
add-no-section = Cổng chưa có chuyên mục nào dành cho loại “{ $kind }”
    .hint = Tạo tệp content/{ $section }/_index.md với tên chuyên mục và dòng kind = "{ $name }", hoặc ghi một chuyên mục thuộc loại khác: --into CHUYÊN-MỤC
add-sections = Cổng có nhiều chuyên mục dành cho loại “{ $kind }”
    .hint = Cho biết chuyên mục nào nhận bài: --into CHUYÊN-MỤC. Các chuyên mục: { $sections }
admin-code = “{ $value }” không phải mã đơn vị hành chính
    .hint = Ghi các chữ số theo Quyết định số 19/2025/QĐ-TTg: xã, phường, đặc khu 5 chữ số ("00004"), tỉnh, thành phố 2 chữ số ("01"), hoặc bỏ dòng này.
agency-code = “{ $value }” không phải mã định danh cơ quan
    .hint = Ghi như Quyết định số 20/2020/QĐ-TTg, ví dụ H49.10.13, hoặc bỏ dòng này.
alert-form = “{ $text }” không phải một loại khung có sẵn, nên hiện nguyên dạng
    .hint = Viết > [!NOTE], > [!TIP], > [!IMPORTANT], > [!WARNING] hoặc > [!CAUTION] riêng một dòng, nội dung ở các dòng dưới.
alias-address = “{ $value }” không ghi được vào aliases
    .hint = aliases chỉ nhận địa chỉ trang: chữ thường a–z, chữ số, dấu -, _ và /. Địa chỉ cũ dạng khác (chữ hoa, dấu ?, tệp, địa chỉ có dấu) ghi vào data/redirects.csv, mỗi dòng: địa chỉ cũ,địa chỉ mới.
alias-slashes = “{ $value }” có hai dấu / liền nhau
    .hint = Viết { $suggestion }
alias-taken = { $form ->
        [own] Địa chỉ cũ { $url } chính là địa chỉ của trang này
       *[other] Địa chỉ cũ { $url } đã thuộc về { $other }
    }
    .hint = { $form ->
        [own] Bỏ địa chỉ này trong aliases.
       *[other] Bỏ địa chỉ này trong aliases, hoặc bỏ ở trang kia.
    }
agency-free-mail = { $value } là hộp thư ai cũng lập được, không phải thư điện tử công vụ của cơ quan
    .hint = Ghi địa chỉ thư công vụ (có đuôi .gov.vn) để người dân biết chắc thư của mình đến đúng cơ quan.
alias-twice = “{ $url }” được ghi hai lần trong aliases của bài này
    .hint = Xóa một lần ghi.
ambiguous-number = Có { $count } văn bản mang số, ký hiệu { $value }
    .hint = Ghi rõ văn bản nào, ví dụ { $choices }
asset-missing = Không có tệp kiểu dáng hay mã lệnh static/{ $value }
    .hint = Đặt tệp vào static/, hoặc sửa đường dẫn trong mẫu.
attachments-unread = { $form ->
        [scan] { $count } tệp chỉ có ảnh chụp trang giấy, không có chữ, nên ô tìm kiếm và máy đọc màn hình không đọc được: { $named }
        [locked] { $count } tệp bị khóa bằng mật khẩu: { $named }
        [large] { $count } tệp lớn quá nên ô tìm kiếm không đọc được, hoặc không đọc hết: { $named }
       *[broken] { $count } tệp không mở được, có thể đã hỏng: { $named }
    }
    .hint = { $form ->
        [scan] Xuất tệp PDF từ chính văn bản (trong Word: Lưu dưới dạng PDF), hoặc nhận dạng chữ (OCR) rồi lưu lại; hoặc viết nội dung lên trang.
        [locked] Lưu lại tệp, không đặt mật khẩu.
        [large] Lưu lại với ảnh nhỏ hơn, hoặc viết nội dung lên trang.
       *[broken] Thử mở tệp trên máy mình. Mở được thì lưu lại; không được thì lấy lại tệp từ nơi gửi.
    }
assignment-sign = Giữa khóa và giá trị phải là dấu “{ $sign }”
    .hint = Viết { $suggestion }
attachment-elsewhere = Tệp đính kèm { $value } nằm ở trang khác
    .hint = Tải tệp về, đặt cạnh bài rồi ghi tên tệp; hoặc viết liên kết trong bài: [tên tài liệu](địa chỉ).
backslash = Dấu \ trong chữ này có nghĩa riêng
    .hint = Viết mỗi dấu \ hai lần: { $suggestion }
backslash-shown = Dấu \ ở đây hiện nguyên dạng: { $text }
    .hint = Muốn xuống dòng, đặt dấu \ ở cuối một dòng có dòng khác nối tiếp; nếu không, bỏ dấu này.
backtick-single = Dấu ` ở đây không có dấu thứ hai nên hiện nguyên dạng: { $text }
    .hint = Đặt dấu ` ở cả hai đầu phần chữ là mã, hoặc bỏ dấu này. Muốn hiện chính dấu đó, viết \`
base-url = { $place ->
        [option] Tùy chọn --base-url: “{ $value }” không phải địa chỉ của một cổng
       *[file] “{ $value }” không phải địa chỉ của một cổng
    }
    .hint = Ghi đủ địa chỉ, không có tên đăng nhập, ? và #, ví dụ https://senvang.lamgiang.gov.vn. Cổng nằm trong một thư mục của tên miền thì ghi cả thư mục ấy, bằng chữ thường không dấu: https://lamgiang.gov.vn/xa-sen-vang/
base-url-http = Cổng có địa chỉ “{ $value }”, không mã hóa đường truyền
    .hint = Cài chứng thư số cho máy chủ rồi viết { $suggestion }
base-url-private = “{ $value }” không phải địa chỉ mà người dân mở được
    .hint = Ghi tên miền của cơ quan, ví dụ https://senvang.lamgiang.gov.vn. Muốn dựng thử ở địa chỉ khác, dùng tùy chọn --base-url.
body-unshown = Phần chữ dưới phần khai đầu trang không hiện ở đâu: nội dung loại { $kind } không có trang riêng
    .hint = Bỏ phần chữ ấy, hoặc viết nó ở một trang khác.
boolean-word = “{ $value }” phải viết là true hoặc false, không có dấu ngoặc kép
    .hint = Viết { $suggestion }
bracket-extra = Dấu { $sign } này không đóng dấu ngoặc nào đang mở
    .hint = Bỏ dấu này, hoặc thay bằng dấu ngoặc cùng loại với dấu mở.
bracket-unclosed = Thiếu dấu { $sign }
    .hint = Viết { $suggestion }
broken-image = Không đọc được ảnh này
    .hint = Mở ảnh bằng một chương trình xem ảnh rồi lưu lại thành JPEG, PNG, WebP hoặc SVG (SVG cần có viewBox hoặc chiều rộng, chiều cao).
call-argument = { $function } không có đối số “{ $value }”
    .hint = { $near ->
        [none] Hàm này nhận: { $known }
       *[other] Có phải là “{ $near }”? Hàm này nhận: { $known }
    }
cascade-unused = Không trang nào dưới chuyên mục này thuộc loại có khóa “{ $key }”
    .hint = Bỏ dòng này, hoặc kiểm tra lại cách viết khóa và loại (kind) của chuyên mục.
choice-label = “{ $value }” là tên gọi; ở đây cần viết từ khóa của nó
    .hint = Viết "{ $near }"
code-unclosed = Khối mã bắt đầu ở đây không có dấu kết thúc nên mọi chữ phía sau thành mã
    .hint = Ghi { $mark } riêng một dòng sau dòng mã cuối cùng. Nếu ở đây không phải mã, viết \ trước { $mark }.
colon-inside = Chữ có dấu hai chấm phải đặt trong dấu ngoặc kép
    .hint = Viết { $suggestion }
colour = “{ $value }” không phải là một màu
    .hint = Viết màu bằng sáu chữ số sau dấu #, ví dụ { $key } = "#a6192e". Màu trong suốt không dùng được.
comma-extra = Thừa dấu phẩy
    .hint = Bỏ dấu phẩy này.
comma-missing = Thiếu dấu phẩy giữa hai mục
    .hint = Viết { $suggestion }
comment-in-text = Từ dấu # trở đi là ghi chú nên không được đăng: { $text }
    .hint = Nếu là chữ cần đăng, viết { $suggestion }; nếu là ghi chú, chuyển xuống một dòng riêng.
comment-open = Ghi chú <!-- ở đây không được đóng trong cùng đoạn văn nên sẽ hiện ra cho mọi người đọc
    .hint = Viết --> trước dòng trống tiếp theo, hoặc bỏ ghi chú.
comment-sign = Ghi chú phải bắt đầu bằng dấu #
    .hint = Viết { $suggestion }
component-unlinked = Cổng { $value } chưa ghi cổng này là cổng cấp trên
    .hint = Đề nghị cổng ấy ghi parent trong [agency] của portal.toml: địa chỉ của cổng này.
config-secret = Giá trị của “{ $key }” trông như mật khẩu hoặc khóa bí mật
    .hint = Nhiều người đọc được portal.toml, và mẫu trang có thể đưa nó lên trang. Bỏ giá trị ấy; nếu tệp đã đưa cho người khác thì đổi mật khẩu, khóa.
copy-of-feed = Nguồn “{ $source }” là nguồn tin (RSS), không có bản chép thư mục kênh
    .hint = Bỏ --from: nguồn tin chỉ lấy được từ địa chỉ của nó.
copy-of-many = --from chỉ đọc kênh của một nguồn
    .hint = Ghi tên đúng một nguồn: tamquan source sync TÊN --from THƯ-MỤC
css = { $sort ->
        [rule] Tệp kiểu dáng không có quy tắc “{ $value }”
        [end] Tệp kiểu dáng hết giữa chừng: một ngoặc mở ở trên chưa đóng
        [value] Giá trị hay thuộc tính này không đúng
        [media] Điều kiện của @media không đúng
        [selector] Bộ chọn ở đây không đúng
        [import] Dòng @import phải đứng trước mọi quy tắc khác
        [url] Địa chỉ trong url() có dấu cách, dấu ngoặc hoặc chưa đóng
        [text] Chuỗi này chưa đóng ngoặc trước khi hết dòng
        [sign] Dấu hay chữ này không thuộc về chỗ này
       *[sheet] Không đọc được tệp kiểu dáng này
    }
    .hint = { $sort ->
        [end] Thêm dấu {"}"} hoặc ) còn thiếu.
        [import] Đưa dòng ấy lên đầu tệp.
        [url] Đặt địa chỉ trong ngoặc kép: url("…").
        [text] Thêm dấu " ở cuối chuỗi.
       *[other] Sửa tệp CSS tại chỗ này; thường thiếu dấu ; hoặc {"}"} ngay ở trên.
    }
csv-heading = Cột { $column } của bảng này không có tiêu đề
    .hint = Ghi tiêu đề cột vào dòng đầu. Nếu phía trên còn dòng tên bảng, xóa dòng đó: dòng đầu của tệp phải là các tiêu đề cột.
csv-heading-twice = Hai cột có cùng tiêu đề “{ $value }”
    .hint = Đặt tiêu đề khác nhau cho từng cột: mẫu đọc theo tên cột chỉ thấy một.
csv-quote = Dấu ngoặc kép mở ở dòng này không có dấu đóng
    .hint = Ghi " ở cuối ô. Dấu ngoặc kép nằm trong ô có ngoặc kép thì viết hai lần: "".
csv-quote-inside = Sau dấu ngoặc kép đóng còn chữ trong cùng một ô
    .hint = Đặt cả ô trong ngoặc kép; dấu ngoặc kép bên trong viết hai lần: "thôn ""Đông Liên"" mới".
csv-row = Số cột không khớp: dòng này có { $found } ô, còn bảng có { $wanted } tiêu đề cột
    .hint = Mỗi tiêu đề cột ứng với một ô, kể cả ô trống. Ô nào có chứa dấu ngăn cách (, hoặc ;) thì đặt trong ngoặc kép: "98,5".
data-empty = Tệp dữ liệu này trống
    .hint = Ghi dữ liệu vào tệp, hoặc xóa tệp.
data-key = Khóa “{ $key }” có dấu, dấu cách hoặc ký hiệu
    .hint = Đặt khóa trong dấu ngoặc kép: "{ $key }" = …
data-not-utf8 = Tệp không phải UTF-8
    .hint = Trong Excel, chọn Tệp > Lưu dưới dạng (Save As) > “CSV UTF-8 (Comma delimited) (*.csv)”; trong chương trình khác, chọn bảng mã UTF-8. Nếu chữ dùng phông TCVN3 hoặc VNI (.VnTime, VNI-Times), chuyển sang Unicode trước.
data-office = Đây là tệp Excel hoặc Word, chỉ đổi tên thành tệp dữ liệu
    .hint = Mở tệp trong Excel, chọn Tệp > Lưu dưới dạng (Save As) > “CSV UTF-8 (Comma delimited) (*.csv)”.
data-too-large = Tính cả tệp này, các tệp dữ liệu cộng lại lớn hơn { $limit } MB
    .hint = Khi dựng cổng, tất cả các tệp này cùng nằm trong bộ nhớ. Tệp chỉ để tải về thì đặt cạnh một trang làm tệp đính kèm.
date-day-first = Ngày “{ $value }” viết ngày trước
    .hint = Viết năm-tháng-ngày: { $suggestion }
date-far = Ngày { $value } còn rất xa: sau ngày dựng { $years } năm
    .hint = Kiểm tra lại năm. Nếu muốn hẹn ngày đăng, dùng publish_at.
date-form = “{ $value }” chưa đúng dạng của ngày giờ
    .hint = Viết { $suggestion }
date-hour = { $other } có giờ mà { $key } chỉ có ngày, nên sự kiện được ghi vào lịch là cả ngày
    .hint = Ghi giờ ở cả hai dòng, ví dụ 2026-11-24T08:00, hoặc chỉ ghi ngày ở cả hai.
date-impossible = Không có ngày giờ này: { $value }
    .hint = Kiểm tra lại ngày, tháng và giờ.
date-order = { $key } sớm hơn { $other }
    .hint = Kiểm tra lại hai ngày: một trong hai ngày bị sai.
date-shape = “{ $value }” không phải ngày
    .hint = Viết năm-tháng-ngày, ví dụ 2026-01-05, hoặc có giờ: 2026-01-05T08:00
date-year = Năm trong “{ $value }” không thể đúng
    .hint = Năm nằm trong khoảng từ 1800 đến 2200.
directory-two-roots = Hai mục trong danh bạ nêu hai mã khóa gốc khác nhau cho kênh { $value }: { $first } và { $second }
    .hint = Chưa thêm gì. Hãy gọi điện cho cơ quan ấy, theo số bạn đã biết từ trước, để hỏi 64 chữ số nào là đúng, rồi thêm nguồn với --root. Báo cho đơn vị giữ danh bạ.
document-number = “{ $value }” không phải số, ký hiệu văn bản
    .hint = Ghi như trên văn bản, ví dụ 15/QĐ-UBND, 02/2026/QĐ-UBND hoặc 123/UBND-VX.
drawing-loads = Hình SVG này tải thêm “{ $value }”, nhưng trình duyệt không tải gì cho hình nên phần ấy không hiện ra
    .hint = Mở hình trong chương trình vẽ, nhúng ảnh vào hình (Embed) và đổi chữ thành nét vẽ, rồi lưu lại.
drawing-namespace = Hình SVG này thiếu khai báo xmlns nên trình duyệt không hiện ra
    .hint = Thêm vào thẻ svg đầu tiên: xmlns="http://www.w3.org/2000/svg"
duplicate-id = Điểm neo “{ $value }” xuất hiện hai lần trên trang này
    .hint = Đặt tên khác cho một trong hai.
duplicate-language = “{ $value }” đã là ngôn ngữ mặc định
    .hint = Bỏ bảng này; ngôn ngữ mặc định không cần khai lại.
duplicate-name = Tên “{ $value }” được dùng hai lần
    .hint = Đặt tên khác cho một trong hai.
duplicate-number = Văn bản số { $value } của cùng cơ quan, cùng năm đã có ở { $other }
    .hint = Kiểm tra lại số, ký hiệu, cơ quan ban hành và ngày ban hành; nếu là một văn bản, chỉ giữ một tệp.
duplicate-page = { $other } cũng là trang này, cùng ngôn ngữ
    .hint = Giữ một trong hai tệp, hoặc ghi ngôn ngữ vào tên tệp (ten.en.md).
duplicate-url = Địa chỉ { $url } đã thuộc về { $other }
    .hint = Đổi tên tệp hoặc đặt slug khác. Chữ hoa, chữ thường và dấu không làm cho hai địa chỉ khác nhau.
effective-early = Ngày có hiệu lực sớm hơn ngày ban hành hơn nửa năm
    .hint = Kiểm tra lại năm của hai ngày. Nếu văn bản thật sự có hiệu lực trở về trước thì không cần sửa gì.
emphasis-open = Các dấu này không tạo chữ đậm, chữ nghiêng: { $text }
    .hint = Đặt dấu sát chữ ở cả hai đầu, dấu cách chỉ ở bên ngoài: **Kết luận** và. Muốn hiện chính dấu đó, viết \* hoặc \_
empty-heading = Đề mục này không có chữ
    .hint = Viết đề mục, hoặc bỏ các dấu #.
empty-value = Chỗ này để trống
    .hint = Điền nội dung, hoặc bỏ dòng này.
entity-shown = Người đọc thấy { $text } thay cho ký tự mà mã này chỉ
    .hint = Gõ thẳng ký tự ấy. Nếu đúng là muốn hiện { $text }, đặt trong dấu `.
environment-unknown = Không có môi trường “{ $value }”: cổng có { $choices }
    .hint = { $form ->
        [name] Viết một trong các tên ấy, hoặc viết tệp portal.{ $value }.toml.
       *[no-name] Viết một trong các tên ấy. Tên môi trường gồm chữ thường không dấu, chữ số và dấu gạch nối.
    }
exchange-absent = Kênh không có { $role } ở nơi mà siêu dữ liệu mới nhất của kênh đã nêu
    .hint = { -exchange-kept } Có thể kênh đang được cập nhật: hãy thử lại sau ít phút. Nếu vẫn vậy, hãy gọi điện cho cơ quan chia sẻ, theo số bạn đã biết từ trước.
exchange-address = Địa chỉ tại { $host } không dùng làm nguồn được: { $reason }
    .hint = Ghi địa chỉ đúng như cơ quan chia sẻ công bố, ví dụ https://lamgiang.gov.vn/exchange/v1/chi-dao/
exchange-altered = Tệp { $file } đã kiểm tra từ trước, nay không còn nguyên vẹn
    .hint = Khôi phục tệp ấy từ git; hoặc xóa thư mục { $folder } rồi lấy lại: tamquan source sync. Không sửa bằng tay các tệp trong exchange/.
exchange-body-attributes = Thẻ HTML <{ $element }> ở dòng { $line } của bài có { $count } thuộc tính; nhiều nhất là { $limit }
    .hint = Bỏ các thuộc tính của thẻ này. { -exchange-body-other }
exchange-body-block = Bài không có phần mang tên này
    .hint = Các phần có tên trong bài: { $choices }
exchange-body-canonical = Bài không có địa chỉ gốc dùng được
    .hint = Ghi đủ địa chỉ của trang gốc, bắt đầu bằng https://. { -exchange-body-other }
exchange-body-deep = Đến dòng { $line }, các thẻ HTML trong bài lồng nhau quá { $limit } lớp
    .hint = Bớt danh sách, bảng và trích dẫn nằm trong nhau. { -exchange-body-other }
exchange-body-elements = Đến dòng { $line }, bài đã có hơn { $limit } thẻ HTML
    .hint = Tách thành nhiều bài ngắn hơn. { -exchange-body-other }
exchange-body-grown = Bài dài { $size } sau khi được viết lại gọn gàng; nhiều nhất là { $limit }
    .hint = Tách thành nhiều bài ngắn hơn. { -exchange-body-other }
exchange-body-long = Bài dài { $size }; nhiều nhất là { $limit }
    .hint = Tách thành nhiều bài ngắn hơn. { -exchange-body-other }
exchange-body-reopened = Đến dòng { $line }, bài có quá nhiều định dạng (chữ đậm, chữ nghiêng, liên kết …) mở mà không đóng
    .hint = Đóng mỗi định dạng trong chính đoạn đã mở nó. { -exchange-body-other }
exchange-body-tag = Một thẻ hoặc lời ghi chú HTML ở dòng { $line } của bài dài hơn { $limit }
    .hint = Bỏ hoặc viết gọn thẻ này; ảnh và tệp phải lưu riêng, không viết thẳng vào bài. { -exchange-body-other }
exchange-body-unstable = Phần HTML của bài mỗi lần đọc lại cho một kết quả khác nên không thể hiển thị an toàn
    .hint = Viết lại phần ấy bằng Markdown. { -exchange-body-other }
exchange-broken = Chương trình gặp lỗi của chính nó khi lấy dữ liệu từ { $host }
    .hint = { -exchange-last-good } Chạy lại: tamquan source sync. Nếu vẫn gặp, hãy báo lại thao tác vừa làm.
exchange-budget-bytes = { $host } gửi nhiều hơn { $limit }, mức lớn nhất của một lần đồng bộ
    .hint = { -exchange-kept } { -exchange-phone }
exchange-budget-requests = Đồng bộ với { $host } cần hơn { $limit } lượt hỏi, mức nhiều nhất của một lần
    .hint = { -exchange-kept } { -exchange-phone }
exchange-budget-time = Sau { $limit } phút vẫn chưa đồng bộ xong với { $host }
    .hint = { -exchange-later }
exchange-certificate = Chứng thư số của máy chủ { $host } không hợp lệ
    .hint = { -exchange-kept } { -exchange-phone }
exchange-certificate-early = Chứng thư số của máy chủ { $host } chưa đến ngày có hiệu lực
    .hint = Trước hết, kiểm tra ngày giờ của máy này. { -exchange-kept } { -exchange-phone }
exchange-certificate-expired = Chứng thư số của máy chủ { $host } đã hết hạn
    .hint = Trước hết, kiểm tra ngày giờ của máy này. { -exchange-kept } { -exchange-phone }
exchange-certificate-issuer = Chứng thư số của máy chủ { $host } không do tổ chức chứng thực được trình duyệt tin cậy cấp
    .hint = Có thể thiết bị mạng hoặc phần mềm diệt vi-rút của cơ quan xen vào giữa, hoặc mạng đang dùng (khách sạn, wifi công cộng) đòi đăng nhập: hãy mở thử một trang, hoặc hỏi người quản trị mạng. { -exchange-kept } { -exchange-phone }
exchange-certificate-name = Chứng thư số của máy chủ { $host } được cấp cho tên miền khác
    .hint = Kiểm tra chính tả của địa chỉ. Mạng đòi đăng nhập (khách sạn, wifi công cộng) cũng gây lỗi này: hãy mở thử một trang. { -exchange-kept } { -exchange-phone }
exchange-channel-lost = Tại địa chỉ của nguồn không còn kênh nào: thiếu tệp metadata/timestamp.json
    .hint = { -exchange-kept } Có thể cơ quan chia sẻ đã đổi địa chỉ kênh hoặc đăng cổng thiếu tệp. Hãy gọi điện cho cơ quan ấy, theo số bạn đã biết từ trước.
exchange-copy-missing = Bản chép của kênh thiếu tệp { $file }
    .hint = { -exchange-kept } Chép lại cả thư mục exchange/v1/TÊN-KÊNH/ của cổng chia sẻ, gồm metadata/ và targets/, rồi chạy lại.
exchange-copy-no-channel = Thư mục ghi sau --from không có kênh nào
    .hint = Chọn thư mục chứa metadata/ và targets/: bản chép của thư mục exchange/v1/TÊN-KÊNH/ trong bản dựng của cổng chia sẻ.
exchange-copy-unreadable = Không đọc được tệp “{ $file }” trong bản chép của kênh ({ $reason })
    .hint = { -exchange-kept } Chép lại thư mục của kênh, không dùng liên kết (symlink), rồi chạy lại.
exchange-differs = Các phần của kênh không khớp nhau, hoặc có tệp không đúng như cơ quan chia sẻ đã ký
    .hint = { -exchange-kept } Có thể kênh đang được cập nhật: hãy thử lại sau ít phút. Nếu vẫn vậy, hãy gọi điện cho cơ quan chia sẻ, theo số bạn đã biết từ trước; đừng tìm cách bỏ qua bước kiểm tra này.
exchange-disk = Không đọc hoặc không ghi được { $path } ({ $reason })
    .hint = Kiểm tra ổ đĩa còn chỗ không và bạn có quyền đọc, ghi ở đó không, rồi chạy lại.
exchange-elsewhere = Có địa chỉ tại { $host } nằm ngoài nguồn { $source } nên không được hỏi
    .hint = { -exchange-kept } { -exchange-phone }
exchange-encoded = { $host } gửi dữ liệu bị nén hoặc đóng gói khác với yêu cầu ({ $value })
    .hint = { -exchange-kept } Hãy báo cho cơ quan chia sẻ: máy chủ của họ phải gửi tệp nguyên vẹn, không nén.
exchange-expired = Chữ ký xác nhận { $role } đã hết hạn
    .hint = { -exchange-kept } Trước hết, kiểm tra ngày giờ của máy này. Nếu ngày giờ đúng, hãy gọi điện cho cơ quan chia sẻ: họ cần ký lại bằng lệnh tamquan share resign
exchange-expired-root = Chữ ký xác nhận khóa gốc của kênh đã hết hạn
    .hint = { -exchange-kept } Trước hết, kiểm tra ngày giờ của máy này. Nếu ngày giờ đúng, hãy gọi điện cho cơ quan chia sẻ: họ cần lấy khóa gốc từ nơi cất giữ để ký một bản mới.
exchange-feed-encoding = Nguồn tin không viết đúng bảng mã đã khai, hoặc khai một bảng mã không ai biết
    .hint = { -exchange-last-good } Hãy báo cho cơ quan có nguồn tin ấy: họ nên lưu dạng UTF-8.
exchange-feed-entities = Nguồn tin tự đặt ký hiệu riêng (ENTITY, DOCTYPE), là cách có thể làm treo máy đọc
    .hint = { -exchange-last-good } Hãy báo cho cơ quan có nguồn tin ấy: họ cần bỏ các khai báo đó.
exchange-feed-malformed = Nguồn tin bị cắt giữa chừng hoặc viết sai, ở khoảng byte thứ { $at }
    .hint = { -exchange-later }
exchange-feed-none = Địa chỉ này không có nguồn tin RSS, Atom hoặc JSON Feed
    .hint = { -exchange-last-good } Mở trang của cơ quan ấy, tìm mục RSS và chép lại địa chỉ.
exchange-feed-too-deep = Nguồn tin lồng nhau quá { $limit } lớp
    .hint = { -exchange-last-good } Hãy báo cho cơ quan có nguồn tin ấy.
exchange-feed-too-large = Nguồn tin lớn hơn { $limit }
    .hint = { -exchange-last-good } Hãy tìm nguồn tin của riêng một chuyên mục, hoặc báo cho cơ quan có nguồn tin ấy.
exchange-garbled = { $host } trả lời không đúng cách của máy chủ web
    .hint = { -exchange-kept } { -exchange-phone }
exchange-head = Phần đầu câu trả lời của { $host } dài hơn { $limit }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-form = Dữ liệu chia sẻ không viết đúng dạng quy định ({ $reason })
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-format = Dữ liệu chia sẻ theo định dạng số { $value }; chương trình này đọc định dạng số { $limit }
    .hint = { -exchange-kept } Hãy cập nhật tamquan lên bản mới rồi chạy lại.
exchange-item-many = Kênh liệt kê { $count } nội dung; nhiều nhất là { $limit }
    .hint = { -exchange-kept } Hãy báo cho cơ quan chia sẻ: nội dung cũ cần chuyển sang kênh riêng theo năm.
exchange-item-other = Dữ liệu chia sẻ ghi khác với danh mục của kênh, hoặc trùng tên: { $value }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-picture = Ảnh { $value } kèm theo nội dung chia sẻ không phải ảnh hiển thị được, hoặc quá lớn
    .hint = { -exchange-kept } Hãy báo cho cơ quan chia sẻ: chỉ nhận ảnh JPEG, PNG, WebP còn nguyên vẹn, không quá 40 triệu điểm ảnh.
exchange-item-revision = Số lần sửa (rev) của nội dung chia sẻ không đúng: số này bắt đầu từ 1 và tăng mỗi khi nội dung thay đổi
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-value = Giá trị “{ $key }” trong dữ liệu chia sẻ không hợp lệ
    .hint = { -exchange-kept } { -exchange-phone }
exchange-key-disk = Không đọc hoặc không ghi được tệp khóa { $path } ({ $reason })
    .hint = Kiểm tra thiết bị chứa khóa còn chỗ không và bạn có quyền đọc, ghi ở đó không, rồi chạy lại.
exchange-key-exists = Đã có tệp khóa { $path }; khóa đã có không bị ghi đè
    .hint = Chọn tên khác. Không xóa khóa cũ khi chưa chắc không còn ai cần chữ ký của nó.
exchange-key-form = Tệp { $path } không chứa khóa ký dùng được
    .hint = Ghi đúng tên tệp khóa, hoặc lấy lại từ bản sao lưu. Tệp khóa (Ed25519, PKCS #8) bắt đầu bằng dòng -----BEGIN PRIVATE KEY-----. Không gửi tệp khóa cho bất kỳ ai.
exchange-key-missing = Không có tệp khóa { $path }
    .hint = Kiểm tra tên tệp. Nếu khóa cất trong thiết bị riêng, hãy cắm thiết bị ấy rồi chạy lại.
exchange-key-random = Máy này không cho số ngẫu nhiên nên chưa tạo được khóa
    .hint = Khởi động lại máy rồi chạy lại. Nếu vẫn vậy, hãy tạo khóa trên máy khác.
exchange-lock-form = Không đọc được exchange.lock ({ $reason })
    .hint = Khôi phục tệp này từ git. Chương trình tự ghi nó, không sửa bằng tay; đừng xóa, vì nó ghi nhớ những gì cổng đã nhận.
exchange-lock-old = exchange.lock do một bản tamquan cũ hơn ghi (dạng số { $value })
    .hint = Xóa exchange.lock rồi lấy lại tất cả; nội dung sẽ được kiểm tra lại từ đầu: tamquan source sync
exchange-lock-version = exchange.lock do một bản tamquan mới hơn ghi (dạng số { $value })
    .hint = Cập nhật tamquan trên máy này rồi chạy lại.
exchange-malformed = Không đọc được { $role } của kênh
    .hint = { -exchange-kept } { -exchange-phone }
exchange-many-roots = Kênh đã đổi khóa gốc hơn { $limit } lần kể từ bản mà cổng này biết
    .hint = { -exchange-kept } { -exchange-phone }
exchange-missing = Danh mục đã ký của kênh không có tệp { $file }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-network = Không lấy được dữ liệu từ { $host }: { $reason }
    .hint = { -exchange-later }
exchange-no-address = Không tìm thấy máy chủ nào có tên { $host }
    .hint = Kiểm tra kết nối mạng và chính tả của địa chỉ. { -exchange-later }
exchange-no-channel = Tại địa chỉ này ở { $host } không có kênh nào
    .hint = { -exchange-kept } Kiểm tra chính tả của địa chỉ: nó tận cùng bằng tên kênh và dấu gạch chéo, ví dụ https://lamgiang.gov.vn/exchange/v1/chi-dao/. Nếu địa chỉ đúng, hãy hỏi cơ quan chia sẻ xem kênh đã được đưa lên máy chủ chưa.
exchange-older = Kênh gửi { $role } cũ hơn bản đã nhận trước đây
    .hint = { -exchange-kept } { -exchange-phone }
exchange-private = Tên { $host } dẫn tới { $address }, không phải địa chỉ của một máy chủ công khai
    .hint = Không có kết nối nào được mở. Kiểm tra chính tả của địa chỉ và hỏi người quản trị mạng. { -exchange-kept } { -exchange-phone }
exchange-publisher = Kênh cho biết nơi công bố nay là nơi khác: trước đây { $old }, bây giờ { $new }
    .hint = Không dùng gì từ lần lấy này; bản đã có vẫn giữ nguyên. Hãy gọi điện cho cơ quan ấy, theo số bạn đã biết từ trước, để hỏi có đúng là đổi tên hoặc đổi địa chỉ không. Nếu đúng: tamquan source sync --new-publisher kèm tên nguồn
exchange-redirect = { $host } (mã { $status }) chỉ sang địa chỉ khác: { $to }
    .hint = { -exchange-kept } Chương trình không tự đi theo. Nếu địa chỉ ấy là trang đăng nhập của mạng đang dùng (khách sạn, wifi công cộng), hãy đăng nhập rồi chạy lại. Nếu không, hãy gọi điện cho cơ quan chia sẻ; khi họ xác nhận, hãy sửa địa chỉ của nguồn.
exchange-redirect-nowhere = { $host } (mã { $status }) báo đã chuyển đi nhưng không nói chuyển đến đâu
    .hint = { -exchange-kept } Hãy gọi điện cho cơ quan chia sẻ để hỏi địa chỉ đúng, rồi sửa địa chỉ của nguồn.
exchange-restored = Tệp { $file } không phải là tệp mà cơ quan chia sẻ đã ký; bản đã ký nay được đặt lại vào chỗ ấy
    .hint = Đây không phải lỗi của cơ quan chia sẻ: tệp đã bị sửa ở phía cổng này. Hãy xem trong git ai đã sửa các tệp trong exchange/ hoặc exchange.lock, và vì sao.
exchange-root = Khóa gốc của kênh mà cổng này đang giữ không dùng được
    .hint = { -exchange-kept } Khôi phục tệp khóa gốc từ git. Nếu vẫn không được, hãy nhận lại tận tay từ cơ quan chia sẻ, hoặc đọc mã của tệp qua điện thoại để đối chiếu.
exchange-root-first = Không có khóa gốc nào của kênh khớp với mã root đã ghi
    .hint = { -exchange-kept } So lại 64 chữ số của root với mã mà cơ quan chia sẻ công bố; nếu vẫn không khớp, hãy gọi điện cho cơ quan ấy.
exchange-share-broken = Không đọc được kênh chia sẻ tại { $path }
    .hint = Ghi đúng thư mục của kênh, hoặc khôi phục thư mục ấy từ bản sao lưu. Đừng tạo kênh mới đè lên: các cổng khác sẽ không tin kênh ấy.
exchange-share-exists = Thư mục này đã có một kênh chia sẻ
    .hint = Dùng tiếp kênh ấy, hoặc chọn thư mục khác cho kênh mới.
exchange-share-keys = Các khóa đang có không đủ, hoặc không phải các khóa đã đăng ký, để ký xác nhận { $role }
    .hint = Chưa chia sẻ gì mới. Kiểm tra thư mục khóa; nếu khóa cất trong thiết bị riêng, hãy cắm đủ các thiết bị ấy rồi chạy lại.
exchange-share-name = Tệp chia sẻ không thể mang tên “{ $value }”
    .hint = Chưa chia sẻ gì mới. Đặt tên chỉ gồm chữ thường a–z, chữ số và dấu -.
exchange-share-number = Số phiên bản hoặc ngày hết hạn của kênh vượt mọi giới hạn
    .hint = Chưa chia sẻ gì mới. Kiểm tra ngày giờ của máy này; nếu đúng, hãy khôi phục kênh từ bản sao lưu.
exchange-signatures = Chữ ký xác nhận { $role } không đúng hoặc không đủ
    .hint = { -exchange-kept } { -exchange-phone }
exchange-slow = { $host } trả lời quá chậm: đã đợi { $limit } giây
    .hint = { -exchange-later }
exchange-specification = { $role } của kênh theo một phiên bản đặc tả TUF khác với phiên bản mà chương trình này đọc
    .hint = { -exchange-kept } Cập nhật tamquan trên máy này; nếu vẫn vậy, hãy gọi điện cho cơ quan chia sẻ, theo số bạn đã biết từ trước.
exchange-status = { $host } không gửi tệp mà báo lỗi { $status }
    .hint = { -exchange-later }. Nếu nhiều ngày vẫn vậy, hãy hỏi cơ quan chia sẻ xem địa chỉ còn đúng không.
exchange-status-odd = { $host } không gửi tệp mà trả lời khác lạ (mã { $status })
    .hint = { -exchange-kept } { -exchange-phone }
exchange-tls = Không mở được kết nối bảo mật (TLS) an toàn với { $host }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-too-large = { $host } gửi một tệp lớn hơn { $limit }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-unsigned = Tệp { $file } có điều mà cơ quan chia sẻ của “{ $source }” không ký
    .hint = Không hiển thị gì từ tệp này. Lấy lại bản đã ký: tamquan source sync { $source }. Sau đó xem trong git ai đã sửa các tệp trong exchange/ hoặc exchange.lock, và vì sao.
exchange-web-page = { $host } trả về một trang web thay cho tệp của kênh
    .hint = { -exchange-kept } Mở thử một trang bất kỳ: nếu mạng đang dùng (khách sạn, wifi công cộng, máy chủ trung gian của cơ quan) đòi đăng nhập, hãy đăng nhập rồi chạy lại. Nếu không phải vậy, hãy kiểm tra địa chỉ; máy chủ của cơ quan chia sẻ phải trả lời mã 404 cho tệp không có.
extra-key-near = Giao diện không có khóa “{ $key }”
    .hint = Có phải là { $near }?
facet-field = Không có trường “{ $value }” để lọc danh sách
    .hint = Ghi tên một trường của loại nội dung này.
facet-pair = Mỗi cặp trong facet_pairs gồm hai trường khác nhau
    .hint = Ví dụ: facet_pairs = [["field", "issued"]]
facet-pair-field = Danh sách của chuyên mục này không lọc được theo “{ $value }”
    .hint = Lọc được theo: { $choices }
facet-pair-field-near = Danh sách của chuyên mục này không lọc được theo “{ $value }”
    .hint = Có phải là { $near }?
facet-pair-twice = Cặp trường này đã có trong facet_pairs
    .hint = Bỏ bớt một cặp. Đổi chỗ hai trường vẫn ra các danh sách ấy.
facet-pairs-below = facet_pairs ở đây không có tác dụng, vì danh sách này là một phần của danh sách cấp trên
    .hint = Ghi ở { $place }
facet-pairs-large = Cặp trường này tạo { $count } danh sách cho { $pages } trang
    .hint = Ít danh sách thì người đọc dễ tìm hơn: hãy chọn trường có ít giá trị. Chương trình chỉ tạo nhiều nhất { $limit } danh sách, ưu tiên danh sách có nhiều trang.
facet-pairs-many = facet_pairs có { $count } cặp; một chuyên mục có nhiều nhất { $limit } cặp
    .hint = Giữ các cặp mà người đọc cần nhất. Trang tìm kiếm lọc được theo mọi trường.
facet-pairs-no-facets = Danh sách loại { $kind } không lọc theo trường nào, nên facet_pairs không có tác dụng
    .hint = Bỏ dòng này, hoặc khai facets cho loại ấy trong kinds/{ $kind }.toml
field-name-taken = “{ $key }” là khóa mà trang nào cũng có
    .hint = Đặt tên khác cho trường này.
field-type = “{ $value }” không phải kiểu của trường
    .hint = Các kiểu: string, text, date, datetime, integer, year, number, boolean, email, phone, url, file, image, page, document-ref, document-number, procedure-code, enum (cần values), list (cần of), record (cần fields).
field-type-needs = Trường kiểu { $value } cần khóa { $key }
    .hint = { $key ->
        [of] Thêm kiểu của từng mục, ví dụ of = "string"
        [fields] Thêm các trường bên trong, ví dụ [fields.TÊN.fields.ten]
       *[values] Thêm các giá trị được chọn, ví dụ values = [{ "{" } value = "a", vi = "…", en = "…" { "}" }]
    }
file-ending = “{ $value }” không phải loại tệp dùng được ở đây
    .hint = Chuyển tệp sang loại có đuôi: { $choices }
file-name = Tên tệp này không thể nằm trong địa chỉ
    .hint = Đổi tên tệp: chữ cái, chữ số, - và _ dùng được ở mọi nơi.
file-too-large = Tệp lớn hơn { $limit } MB
    .hint = Làm tệp nhỏ lại, hoặc đưa lên dịch vụ dành cho video, dữ liệu lớn rồi đặt liên kết đến đó.
files-unnamed = Số tệp nằm cạnh bài mà không bài nào nhắc đến: { $count }; chúng vẫn được đăng, ai biết địa chỉ đều mở được
    .hint = Nếu cần đăng, đặt liên kết trong bài hoặc ghi vào attachments; nếu không, chuyển ra ngoài content/: { $first }
files-unsafe = { $form ->
        [server] { $count } tệp là mã nguồn của máy chủ hoặc bản sao cơ sở dữ liệu, ai cũng tải được: { $named }
        [secret] { $count } tệp có tên của nơi ghi khóa hoặc mật khẩu, ai cũng tải được: { $named }
        [shortcut] { $count } tệp là lối tắt (shortcut), chỉ mở được trên máy đã tạo ra nó: { $named }
       *[program] { $count } chương trình được đăng mà không bài nào dẫn tới: { $named }
    }
    .hint = { $form ->
        [secret] Chuyển tệp ra ngoài thư mục của cổng, và đổi mật khẩu hay khóa ấy nếu tệp đã lên mạng.
        [shortcut] Xóa tệp này, rồi chép chính tệp mà lối tắt dẫn tới.
        [program] Chuyển tệp ra ngoài thư mục của cổng. Nếu người dân cần tải, viết liên kết tới tệp trong một bài.
       *[server] Chuyển tệp ra ngoài thư mục của cổng: cổng chỉ gồm các trang tĩnh, không chạy chương trình trên máy chủ.
    }
footnote-missing = Chú thích [^{ $value }] không có nội dung
    .hint = Thêm dòng [^{ $value }]: … ở cuối bài, hoặc bỏ dấu này.
footnote-unused = Chú thích này không được dẫn ở chỗ nào trong bài nên không được đăng
    .hint = Đặt dấu dẫn [^…] vào chỗ cần chú thích, hoặc xoá chú thích này.
forbidden-character = Văn bản chứa ký tự không ai đọc được ({ $value })
    .hint = Xóa và gõ lại chỗ này; ký tự như vậy thường lẫn vào khi dán văn bản.
foreign-syntax = “{ $text }” là cú pháp của chương trình khác, được đăng nguyên văn
    .hint = { $form ->
        [hugo] Nếu docs/content.md hoặc thư mục templates/shortcodes/ có mã ngắn tên này thì viết { $suggestion } (quanh một đoạn chữ: {"{%"} … {"%}"} và {"{% end %}"}); nếu không thì bỏ đi.
        [hugo-end] Viết {"{% end %}"} một mình trên dòng, thay cho chỗ này.
       *[other] Bỏ đi, hoặc dùng cách viết của tamquan (docs/content.md).
    } Nếu đúng là muốn hiện những ký tự này, đặt trong dấu `.
form-elsewhere = “{ $value }” nằm ở tên miền khác, nên trình duyệt không gửi câu trả lời đến đó
    .hint = Ghi một địa chỉ của cổng này, ví dụ /danh-gia
front-matter-fence = Dòng “{ $value }” không mở hay đóng được phần khai đầu trang
    .hint = Xóa dòng này rồi gõ lại đúng ba dấu { $suggestion }. Word tự đổi ba dấu - thành dấu gạch dài: hãy gõ bằng Notepad.
front-matter-fences = Phần đầu trang mở bằng một dòng nhưng đóng bằng dòng khác
    .hint = Dòng mở và dòng đóng phải giống nhau: cùng là +++ (khóa = giá trị) hoặc cùng là --- (khóa: giá trị).
front-matter-missing = Tệp không bắt đầu bằng phần khai đầu trang
    .hint = Bắt đầu bằng dòng +++, rồi title = "…", rồi một dòng +++ nữa, sau đó là nội dung.
front-matter-not-table = Phần khai đầu trang phải là các khóa
    .hint = Viết thành dòng, ví dụ title: Lễ hội
front-matter-twice = Các dòng này là phần khai báo nằm giữa bài, nên hiện ra thành tiêu đề
    .hint = Chuyển các khóa lên phần khai báo ở đầu tệp rồi xóa các dòng này.
front-matter-unclosed = Phần khai đầu trang không có dòng kết thúc
    .hint = Đặt một dòng +++ (hoặc --- như dòng đầu) giữa các khóa và nội dung.
hold-unknown = Trang này đang được đăng nhưng máy này không có bản đúng gần nhất của nó, nên chưa ghi gì: nếu ghi thì trang sẽ biến mất
    .hint = Sửa tệp; hoặc thêm --published THƯ-MỤC, trong đó có các tệp nguồn của cổng (portal.toml, content/ …) như lần đăng gần nhất. Sau lần dựng đầu tiên không lỗi với --hold, máy tự giữ các bản này; ghi on_error = "hold" dưới [build] trong portal.toml thì lần dựng nào cũng vậy.
home-hidden = Trang chủ không thể có render = false
    .hint = Bỏ dòng này: cổng phải có trang chủ.
home-section = Mục { $key } của trang chủ cần một chuyên mục có loại nội dung “{ $kind }”
    .hint = Viết { $key } = "{ $suggestion }"
html-active = Thẻ <{ $value }> tải hoặc chạy thứ khác, không trang nào được dùng
    .hint = Bỏ thẻ này cùng phần bên trong. Phim và tệp có mã ngắn (video, figure); bản đồ, biểu mẫu thì dẫn liên kết.
html-anchor = Không dùng <a { $value }="…"> để đặt chỗ cho liên kết
    .hint = Ghi mã ở cuối tiêu đề: ## Điều 1 {"{"}#dieu-1{"}"}, hoặc đặt <span id="dieu-1"></span> tại chỗ đó.
html-attribute = Thuộc tính “{ $value }” không được dùng trong bài
    .hint = Bỏ thuộc tính này. Hình thức do giao diện lo; liên kết và ảnh viết bằng Markdown.
html-attribute-missing = Thiếu thuộc tính “{ $name }”
    .hint = Viết, ví dụ { $example }
html-attribute-twice = Thuộc tính “{ $value }” được ghi hai lần trong một thẻ
    .hint = Giữ lại một.
html-element = Thẻ HTML <{ $value }> không được dùng trong bài
    .hint = Viết bằng Markdown, hoặc dùng mã ngắn (figure, video, table, notice).
html-id = Không có phần nào của trang mang id “{ $value }”
    .hint = Ghi id của một phần trong trang này, hoặc bỏ thuộc tính.
html-indented = Từ đây, các dòng thụt vào sau một dòng trống nên bị coi là mã, mà mã không thể nằm trong <{ $parent }>
    .hint = Bỏ dòng trống ở trên, hoặc bỏ các dấu cách đầu dòng.
html-missing = Trong thẻ <{ $value }> thiếu <{ $wanted }>
    .hint = Thêm <{ $wanted }> vào đúng chỗ, hoặc bỏ thẻ <{ $value }>.
html-order = Thẻ <{ $value }> đứng sau <{ $before }> là sai thứ tự
    .hint = Trong <table>: caption, colgroup, thead, tbody, tfoot. Trong <details>: một <summary>, ở đầu.
html-part = Thẻ <{ $value }> chỉ được nằm ngay trong <{ $parent }>
    .hint = Đặt thẻ này vào <{ $parent }>, hoặc bỏ thẻ; bảng và danh sách viết bằng Markdown thì không cần thẻ.
html-place = Thẻ <{ $value }> không được nằm trong <{ $parent }>
    .hint = Đóng <{ $parent }> trước, hoặc đặt phần này thành một khối riêng, có dòng trống trước và sau.
html-syntax = Đoạn HTML này chưa trọn vẹn
    .hint = Kiểm tra dấu < và >. Muốn hiện chúng thành chữ, viết &lt; và &gt;
html-text = Chữ không được nằm thẳng trong <{ $value }>
    .hint = Đặt chữ vào thẻ con: trong bảng là <td>, trong danh sách là <li>.
html-unbalanced = Thẻ HTML “{ $value }” không được mở và đóng ở cùng một chỗ
    .hint = Đóng thẻ trong chính đoạn hoặc khối đã mở nó.
html-value = Thuộc tính “{ $name }” không nhận giá trị “{ $value }”
    .hint = Viết chẳng hạn { $example }
html-void = Thẻ <{ $value }> không có thẻ đóng </{ $value }>
    .hint = Viết <{ $value }>
identity-contrast = Màu { $value } của { $key } quá nhạt trên nền trang: độ tương phản { $contrast } : 1, cần ít nhất { $least } : 1
    .hint = Viết { $key } = "{ $near }": đó là sắc gần nhất nhìn rõ trên mọi nền của trang.
identity-picture-elsewhere = Ảnh { $value } nằm ở trang khác
    .hint = Lưu ảnh vào static/images/ rồi viết, ví dụ emblem = "/images/bieu-trung.svg": trang không tải gì từ nơi khác.
identity-unused = Màu này không có tác dụng: không bảng định kiểu nào nhận nó
    .hint = Thêm dòng @import "_identity.css" vào bảng định kiểu của giao diện trong static/css/, sau các màu của giao diện; nếu giao diện đã có tệp riêng css/_identity.css thì đổi tên tệp đó.
image-alt-alone = Có lời mô tả ảnh (image_alt) nhưng không có ảnh
    .hint = Thêm dòng image với tên tệp ảnh, hoặc bỏ dòng này.
image-elsewhere = Ảnh { $value } nằm ở trang khác
    .hint = Lưu ảnh vào cạnh bài và ghi tên tệp: trang không tải gì từ nơi khác.
image-format = Đây là ảnh { $format }: nhiều trình duyệt không hiện được, và không gỡ được nơi chụp, máy chụp ghi trong ảnh
    .hint = Mở ảnh rồi lưu thành JPEG hoặc PNG; bản quét nhiều trang thì lưu thành PDF.
image-heic = Đây là ảnh HEIC của iPhone, trình duyệt không hiện được
    .hint = Lưu ảnh thành JPEG. Trên iPhone: Cài đặt, Camera, Định dạng, chọn “Tương thích nhất”.
image-in-text = Ảnh nằm ngay trong bài dưới dạng mã (data:…), không phải một tệp
    .hint = Lưu ảnh thành tệp JPEG hoặc PNG cạnh bài, rồi ghi tên tệp.
image-too-large = Ảnh này có hơn { $limit } triệu điểm ảnh
    .hint = Lưu ảnh nhỏ lại; rộng 2.000 điểm ảnh là đủ.
image-too-long = Ảnh này có cạnh dài hơn { $limit } điểm ảnh
    .hint = Lưu ảnh nhỏ lại, hoặc cắt thành nhiều ảnh; mỗi cạnh 2.000 điểm ảnh là đủ.
image-without-alt = Ảnh chưa có lời mô tả
    .hint = Nói ảnh có gì cho người không nhìn thấy: ![mô tả](anh.jpg), hoặc image_alt = "…".
import-ahead = { $count } nội dung của nguồn “{ $source }” ghi ngày công bố ở tương lai, như “{ $value }”; các ngày đó không được hiển thị
    .hint = Nội dung vẫn được đăng, xếp sau những nội dung có ngày. Hãy báo cơ quan chia sẻ sửa ngày công bố.
import-cut = Nội dung này của nguồn “{ $source }” dài hơn mức hiển thị ở đây: { $keys }
    .hint = Không cần sửa gì. Trang có đường dẫn tới bản gốc với đầy đủ nội dung.
import-kind = Nội dung này của nguồn “{ $source }” thuộc loại “{ $kind }” mà cổng này chưa hiểu hết, nên hiển thị như một trang thường
    .hint = Không cần sửa gì. Muốn hiển thị đủ các trường: cập nhật tamquan, hoặc thêm loại này vào thư mục kinds.
include-arguments = Lệnh include này thiếu hoặc thừa thông tin
    .hint = Ghi một trang của cổng này: include(path="@/lien-he.md"), thêm block="…" nếu chỉ lấy một phần. Hoặc ghi nguồn và một nội dung, ví dụ include(source="chinh-phu", item="cong-dien-05"), hoặc nguồn và số bài mới nhất từ 1 đến 100: include(source="chinh-phu", latest=5).
include-circle = Các bài nhúng lẫn nhau quá { $limit } lớp
    .hint = Nếu hai bài nhúng lẫn nhau, hãy bỏ một chỗ nhúng. Nếu không, hãy nhúng thẳng bài ở lớp trong cùng.
include-ended = Nguồn “{ $source }” đã thu hồi hoặc không còn đăng “{ $value }”
    .hint = Trang vẫn được dựng, chỗ này hiện lời báo thu hồi. Hãy bỏ dòng include này, hoặc thay bằng nội dung khác.
include-expired = { $value } đã hết hạn đăng (expires_at) nên không hiện được trong trang khác
    .hint = Trang vẫn được dựng, chỗ này hiện lời báo hết hạn. Hãy bỏ dòng include này, hoặc ghi một trang khác.
include-no-block = “{ $value }” không có phần tên “{ $block }”
    .hint = Trang vẫn được dựng và dẫn đến cả bài. Các phần có tên trong bài: { $choices }
include-no-blocks = “{ $value }” không có phần tên “{ $block }”, cũng không có phần nào khác có tên
    .hint = Trang vẫn được dựng và dẫn đến cả bài. Bỏ block="…" để hiện cả bài.
include-not-fetched = Nội dung “{ $value }” của nguồn “{ $source }” chưa được lấy về
    .hint = Chạy: tamquan source sync
include-of-feed = “{ $source }” là nguồn tin không ký số: chỉ lấy được danh sách, không lấy được cả bài
    .hint = Ghi include(source="{ $source }", latest=5) để hiện các tin mới nhất.
include-of-imported = { $value } là trang lấy từ nguồn “{ $source }”, không phải trang của cổng này
    .hint = Ghi include(source="{ $source }", item="{ $id }") để người đọc thấy nội dung do ai công bố.
include-of-itself = Lệnh include này dẫn trở lại chính trang của nó: { $way }
    .hint = Hãy bỏ một lệnh include giữa các tệp này.
include-unknown = Nguồn “{ $source }” không có nội dung “{ $value }”
    .hint = Xem các nội dung của nguồn bằng lệnh: tamquan source list
include-unknown-near = Nguồn “{ $source }” không có nội dung “{ $value }”
    .hint = Có phải là “{ $near }”? Xem các nội dung của nguồn bằng lệnh: tamquan source list
include-waiting = Nội dung “{ $value }” của nguồn “{ $source }” đang chờ duyệt nên chưa hiển thị được
    .hint = Xem nội dung, rồi nhận bằng: tamquan source update { $source } { $value }
indentation = Dòng này thụt vào không khớp với các dòng trên
    .hint = Các khóa ngang hàng phải bắt đầu ở cùng một cột; trong danh sách, mỗi dấu - ở cùng một cột, sau nó là một dấu cách.
index-at-root = index.md không thể nằm ở đây
    .hint = Trang chủ là tệp content/_index.md
index-near = Tên tệp này gần giống { $suggestion } nên được đăng thành một trang riêng
    .hint = Nếu là trang của chuyên mục hay thư mục này, đổi tên thành { $suggestion }; nếu là bản thừa, xóa đi.
invisible-character = Văn bản chứa ký tự không nhìn thấy ({ $value })
    .hint = Xóa và gõ lại chỗ này.
issued-future = Ngày ban hành { $value } sau ngày dựng
    .hint = Kiểm tra lại ngày. Nếu văn bản chưa ban hành, hẹn ngày đăng: publish_at = { $value }
item-empty = Dấu “{ $mark }” này không có chữ theo sau nên thành một mục trống
    .hint = Nối dấu với dòng chữ bên dưới: { $mark } chữ
items-in-line = Nhiều mục nằm chung một dòng: { $text }
    .hint = Viết mỗi mục trên một dòng.
items-in-text = “{ $value }” được coi là một mục, dù có dấu phẩy
    .hint = Nếu là nhiều mục, viết { $several }; nếu là một, viết { $one }
json-comment = JSON không có ghi chú
    .hint = Bỏ ghi chú này.
json-lines = Trong JSON, phần chữ không thể dài hơn một dòng
    .hint = Nối lại thành một dòng; chỗ xuống dòng viết \n
json-quote = Trong JSON, chữ chỉ đặt trong dấu ngoặc kép thẳng ", không dùng { $value }
    .hint = Viết { $suggestion }
json-rest = Sau giá trị đã trọn vẹn còn chữ thừa
    .hint = Xóa phần này; nhiều giá trị thì đặt trong một danh sách [ ], ngăn bằng dấu phẩy.
json-value = “{ $value }” không phải giá trị trong JSON
    .hint = Viết { $suggestion }
key-below-table = { $keys }: viết dưới [{ $table }] nên không được đọc
    .hint = Chuyển lên trên dòng [{ $table }], ngay sau dòng mở đầu.
key-elsewhere = Khóa { $key } phải viết dưới [{ $table }]
    .hint = Chuyển dòng này xuống dưới dòng [{ $table }]; chưa có dòng ấy thì thêm vào.
key-letters = “{ $key }” không thể là khóa: khóa chỉ có chữ không dấu, chữ số, dấu - và dấu _
    .hint = Viết khóa như trong tài liệu, ví dụ title (tiêu đề), description (mô tả), date (ngày): title = "…"
key-not-text = Khóa này không phải là chữ
    .hint = Viết khóa bằng chữ không dấu, ví dụ title: Lễ hội
key-twice = Khóa “{ $key }” đã có ở dòng { $line }
    .hint = Xóa một trong hai, hoặc gộp lại làm một.
json-key-twice = Khóa “{ $key }” có hai lần trong cùng một nhóm
    .hint = Xóa một trong hai, hoặc đổi tên.
key-without-effect = { $place ->
        [home] Khóa “{ $key }” không có tác dụng ở trang chủ
        [hidden] Khóa “{ $key }” không có tác dụng ở chuyên mục có render = false, vì chuyên mục đó không có trang riêng
        [item] Khóa “{ $key }” không có tác dụng ở đây, vì loại nội dung này không có trang riêng
        [cascade] Khóa “{ $key }” không ghi được dưới [cascade]
        [beside-hidden] “{ $key }” không có tác dụng khi đã có hidden = true
        [page] Khóa “{ $key }” không có tác dụng ở một trang
        [term] Khóa “{ $key }” không có tác dụng ở phần chữ của một mục phân loại, vì phần chữ có địa chỉ của mục ấy
       *[section] Khóa “{ $key }” không có tác dụng ở chuyên mục
    }
    .hint = { $place ->
        [beside-hidden] Bỏ một trong hai dòng: hidden = true đưa trang ra khỏi cả danh sách, tìm kiếm và máy tìm kiếm.
        [page] Bỏ dòng này, hoặc viết trong tệp _index.md của chuyên mục.
        [term] Bỏ dòng này.
       *[other] Bỏ dòng này, hoặc viết khóa này trong từng bài cần có.
    }
kind-bounds = min là { $min }, lớn hơn max là { $max }, nên không số nào hợp lệ
    .hint = Đổi chỗ hai số, hoặc sửa một trong hai.
kind-field-type = { $key } chỉ dùng được với trường kiểu { $wanted_types }, còn “{ $value }” là kiểu { $type }
    .hint = Bỏ khóa { $key }, hoặc đổi type của trường.
kind-name = { $key } nhắc đến “{ $value }”, nhưng ở đây không có tên ấy
    .hint = Chọn một: { $choices }
kind-name-near = { $key } nhắc đến “{ $value }”, nhưng ở đây không có tên ấy
    .hint = Có phải là “{ $near }”?
language-code = “{ $value }” không phải mã ngôn ngữ
    .hint = Viết hai chữ cái, ví dụ vi hoặc en; ngôn ngữ có nhiều chữ viết hoặc nhiều nước thì ghi thêm: zh-Hant, pt-BR.
language-code-near = { $form ->
        [country] “{ $value }” là mã nước, không phải mã ngôn ngữ
        [letters] Mã ngôn ngữ này không viết là “{ $value }”
       *[long] Mã ngôn ngữ này chỉ có hai chữ cái, không phải “{ $value }”
    }
    .hint = Viết { $suggestion }
language-suffix = “{ $value }” trong tên tệp không phải mã ngôn ngữ
    .hint = Đổi tên thành { $suggestion }
leading-zero = Số không bắt đầu bằng chữ số 0
    .hint = Nếu là số điện thoại hoặc mã, viết { $text }; nếu là số, viết { $suggestion }
legacy-encoding = “{ $value }” viết bằng bảng mã cũ (TCVN3, VNI …), không phải Unicode
    .hint = Chuyển văn bản sang Unicode rồi dán lại.
line-without-key = Dòng này không có khóa và giá trị
    .hint = Viết khóa rồi giá trị, ví dụ title = "Lễ hội" (giữa hai dòng ---: title: Lễ hội). Ghi chú bắt đầu bằng dấu #.
link-backslash = “{ $value }” dùng dấu \ của Windows
    .hint = Viết { $suggestion }
link-bare-email = “{ $value }” là địa chỉ thư điện tử, không phải tệp
    .hint = Viết { $suggestion }
link-bare-host = “{ $value }” là địa chỉ trang mạng nhưng thiếu https://
    .hint = Viết { $suggestion }
link-bare-phone = “{ $value }” là số điện thoại, không phải tệp
    .hint = Viết { $suggestion }
link-bare-query = “{ $value }” thiếu địa chỉ của trang ở trước dấu ?
    .hint = Viết cả địa chỉ, ví dụ /tim-kiem/?q=khai+sinh
link-broken = Địa chỉ này bị ngắt giữa hai dòng nên chỉ dẫn tới { $value }
    .hint = Viết cả địa chỉ trên một dòng, không có dấu cách.
link-contact = “{ $value }” không phải địa chỉ thư hay số điện thoại
    .hint = Viết đầy đủ, ví dụ mailto:vanphong@xa.gov.vn hoặc tel:02993812345
link-definition-unused = Dòng [{ $value }]: … ghi địa chỉ cho một liên kết không có trong bài nên không được đăng
    .hint = Nếu dòng này là để người đọc xem, viết \[ thay cho [; nếu không, xóa dòng này.
link-drive = “{ $value }” là tệp trên máy hoặc trong mạng của cơ quan; người đọc không mở được
    .hint = Chép tệp vào cạnh bài, rồi chỉ ghi tên tệp.
link-empty = Liên kết này không dẫn tới đâu
    .hint = Ghi địa chỉ trong ngoặc đơn, hoặc bỏ ngoặc vuông.
link-ended = { $value } từng dẫn tới một trang của cổng khác, nay không còn hiển thị ở đây hoặc đã đổi loại
    .hint = Chữ vẫn giữ nguyên, chỉ không còn liên kết. Hãy bỏ liên kết, hoặc trỏ tới trang khác.
link-file = Không có tệp { $value }
    .hint = Đặt tệp cạnh bài, hoặc trong static/ và bắt đầu bằng /. Kiểm tra chính tả, chữ hoa, chữ thường.
link-file-near = Không có tệp { $value }
    .hint = Có phải là { $near }?
link-fragment = { $value }: có trang này, nhưng không có vị trí này trong trang
    .hint = Mở trang đó và chép địa chỉ của đề mục.
link-fragment-near = { $value }: có trang này, nhưng không có vị trí này trong trang
    .hint = Có phải là #{ $near }?
link-gap = Giữa ] và ( có dấu cách nên đây không thành liên kết: { $text }
    .hint = Bỏ dấu cách: ]({ $value })
link-hidden-section = { $value } có render = false nên không có trang riêng
    .hint = Trỏ tới một trang trong mục ấy, hoặc bỏ render = false.
link-invalid = “{ $value }” không phải địa chỉ trang mạng
    .hint = Mở trang đó bằng trình duyệt rồi chép lại địa chỉ.
link-leaves = Ở đây có một liên kết (symbolic link) không được phép dùng
    .hint = Chép tệp hoặc thư mục đó vào đây, thay cho liên kết. Liên kết chỉ được dẫn tới những tệp mà cổng được đăng: không dẫn ra ngoài thư mục của cổng, không dẫn tới thư mục ẩn, không dẫn từ thư mục khác vào content/, nơi có cả bản nháp. Trong các thư mục do tamquan ghi (.tamquan, exchange, thư mục kết quả) không được có liên kết.
link-loop = Liên kết thư mục này dẫn trở lại chính thư mục chứa nó
    .hint = Xóa liên kết này.
link-mistyped = “{ $value }” viết sai phần đầu của địa chỉ
    .hint = Viết { $suggestion }
link-or-note = “{ $value }” không phải đường dẫn nên đây không thành liên kết
    .hint = Nếu là lời chú, thêm dấu cách: { $words } ({ $value }). Nếu là liên kết, ghi trang hoặc tệp trong ngoặc đơn, ví dụ @/to-chuc/mau.md
link-page = Không có trang { $value }
    .hint = Ghi tên tệp nội dung, ví dụ @/van-ban/quyet-dinh-15.md
link-page-near = Không có trang { $value }
    .hint = Có phải là { $near }?
link-password = Địa chỉ của { $value } có tên đăng nhập hoặc mật khẩu, mọi người đọc đều thấy
    .hint = Bỏ phần trước dấu @ trong địa chỉ; nếu là mật khẩu thật thì đổi mật khẩu ấy.
link-quoted = “{ $value }” có dấu ngoặc kép quanh địa chỉ
    .hint = Viết { $suggestion }
link-reference = Không có dòng nào cho biết [{ $value }] dẫn tới đâu
    .hint = Viết địa chỉ trong ngoặc đơn: [chữ](địa chỉ)
link-reversed = Hai loại ngoặc đặt ngược nên không thành liên kết: { $text }
    .hint = Viết { $suggestion }
link-scheme = Không được dùng liên kết kiểu “{ $value }”
    .hint = Dùng https:, http:, mailto: hoặc tel:
link-spaces = Đường dẫn “{ $value }” có dấu cách nên không thành liên kết
    .hint = Viết ({ $suggestion })
link-this-machine = “{ $value }” là địa chỉ trên chính máy này hoặc trong mạng riêng, người khác không mở được
    .hint = Ghi tệp của trang: @/tin-tuc/le-hoi.md, hoặc địa chỉ từ dấu / đầu tiên: /tin-tuc/le-hoi/
link-title = Tiêu đề của liên kết có dấu ngoặc kép bên trong nên không thành liên kết: { $text }
    .hint = Viết ({ $suggestion })
link-twice = Địa chỉ này được ghi hai lần liền nhau, như Outlook chép: { $value }
    .hint = Bỏ phần trong dấu < >
link-unclosed = Thiếu dấu ) nên không thành liên kết: { $text }
    .hint = Ghi ) ngay sau địa chỉ.
link-unopened = Thiếu dấu [ nên không thành liên kết: { $text }
    .hint = Ghi [ ngay trước chữ của liên kết.
link-unpublished = { $value } chưa được đăng: còn là bản nháp, hoặc chưa đến giờ
    .hint = Đăng trang đó trước, hoặc ghi trang khác; liên kết trong bài thì có thể bỏ.
link-without-text = Liên kết này không có chữ nào để bấm vào
    .hint = Ghi vào ngoặc vuông những chữ nói liên kết dẫn tới đâu.
locked = Một lần dựng khác của { $folder } đang chạy
    .hint = Đợi lần dựng ấy xong.
look-alike-d = “{ $value }” gõ bằng chữ Ð hay ð chỉ trông giống chữ Đ của tiếng Việt; khi đăng đã đổi thành Đ
    .hint = Không mất gì cả. Muốn hết thông báo này, thay Ð bằng Đ và ð bằng đ trong cả tệp.
lost-character = Trong “{ $value }” có chữ đã bị mất: dấu � hoặc ? nằm ở chỗ đó
    .hint = Gõ lại từ này theo bản gốc.
mark-after-fixed-space = Có dấu cách cứng (U+00A0) trước “{ $mark }” nên dòng này được đăng nguyên văn
    .hint = Xóa dấu cách ở đầu dòng: { $suggestion }
mark-without-space = Sau “{ $mark }” không có dấu cách (dấu cách cứng của Word không tính) nên dòng này được đăng nguyên văn
    .hint = Viết { $suggestion }
markdown-in-html = Nằm trong HTML, chỗ này hiện nguyên dạng: { $text }
    .hint = Để một dòng trống sau thẻ mở và trước thẻ đóng, hoặc viết bằng HTML: <strong>, <a href="…">
markup-in-text = “{ $text }” hiện nguyên dạng: phần khai đầu trang chỉ có chữ, không có ký hiệu trình bày
    .hint = Chỉ viết chữ: { $suggestion }
measure-site = Mã trang của hệ thống đo lường chỉ gồm chữ số
    .hint = Viết mã mà đơn vị quản lý hệ thống đã cấp, ví dụ site_id = 4711.
menu-depth = Trình đơn chỉ có ba cấp, mục này đã ở cấp thứ ba
    .hint = Bỏ children ở đây, và đưa các mục ấy lên cấp trên.
menu-empty = Trình đơn này không có mục nào
    .hint = Thêm from = "tree", hoặc các mục vào items; nếu không dùng thì bỏ trình đơn này.
menu-entry-long = Mục “{ $value }” dài quá { $limit } chữ cái, thanh trình đơn không đủ chỗ
    .hint = Đặt title ngắn hơn cho mục này; trang vẫn giữ tên đầy đủ.
menu-item-expired = Mục { $value } của trình đơn dẫn đến trang đã hết hạn đăng nên không hiện nữa
    .hint = Bỏ mục này, hoặc sửa expires_at của trang.
menu-item-target = Mục của menu cần page hoặc url
    .hint = Viết page = "@/…/_index.md", hoặc url = "https://…" kèm title.
menu-item-targets = Mục này của trình đơn có cả page và url
    .hint = Giữ page nếu mục dẫn đến trang của cổng, giữ url nếu dẫn đi nơi khác.
menu-item-twice = Mục dẫn đến { $value } có hai lần trong cùng một nhóm của trình đơn
    .hint = Bỏ một trong hai.
menu-long = Trình đơn chính có { $count } mục; thanh trình đơn chứa được { $limit } mục bên cạnh “Trang chủ”
    .hint = Gộp các mục cùng loại vào một nhóm: { "{" } title = "…", children = [ … ] { "}" }
menu-two-sources = Trình đơn này có cả from và items
    .hint = Giữ from để lấy cây chuyên mục, hoặc giữ items để tự liệt kê.
menu-unused = Giao diện không hiện trình đơn nào tên là “{ $value }”
    .hint = Đổi tên thành một trong các tên được hiện: { $choices }
menu-unused-near = Giao diện không hiện trình đơn nào tên là “{ $value }”
    .hint = Có phải là “{ $near }”?
merge-conflict = Git để lại dấu của hai bản khác nhau ở đây
    .hint = Giữ bản đúng rồi xóa các dòng bắt đầu bằng <<<<<<<, ======= và >>>>>>>.
missing-field = Thiếu “{ $label }” ({ $key }); mỗi trang loại { $kind } phải có
    .hint = Thêm dòng này, với giá trị đúng của bài: { $suggestion }
missing-field-if = Thiếu “{ $label }” ({ $key }); trang loại { $kind } có { $condition } phải ghi
    .hint = Thêm dòng này, với giá trị đúng của bài: { $suggestion }
missing-key = Thiếu “{ $key }”
    .hint = Thêm dòng { $key } = …
missing-title = Thiếu tiêu đề
    .hint = Thêm dòng title = "…"
mount-no-section = Chưa có chuyên mục “{ $value }” để nhận nội dung
    .hint = Tạo tệp content/{ $value }/_index.md với tên chuyên mục, hoặc sửa dòng into.
mount-no-section-near = Chưa có chuyên mục “{ $value }” để nhận nội dung
    .hint = Có phải là “{ $near }”? Nếu không, tạo tệp content/{ $value }/_index.md với tên chuyên mục.
mount-of-feed = “{ $value }” là nguồn tin không ký số: không thể thành trang của cổng
    .hint = Hiện các tin của nguồn bằng include(source="{ $value }", latest=5) trong một trang.
mount-taken = Một nội dung lấy từ nguồn khác chưa thành trang được, vì chỗ của nó đã có trang khác
    .hint = Trang đã có vẫn giữ nguyên. Muốn hiện cả hai: đổi tên trang của cổng, hoặc đổi into của nguồn trong portal.toml.
name-of-device = Địa chỉ “{ $value }” có tên mà Windows dành cho thiết bị: chép cổng lên máy chủ từ Windows sẽ thiếu phần này
    .hint = Đặt slug khác, hoặc đổi tên tệp.
name-of-program = Tệp { $url } do chương trình tự tạo
    .hint = Bỏ tệp này, hoặc đặt tên khác.
no-environments = Không có môi trường “{ $value }”
    .hint = { $form ->
        [name] Viết tệp portal.{ $value }.toml cạnh portal.toml, ghi những gì khác đi ở đó, ví dụ base_url và indexed = false.
       *[no-name] Viết tệp portal.TÊN.toml cạnh portal.toml, ghi những gì khác đi ở đó, ví dụ base_url và indexed = false. TÊN gồm chữ thường không dấu, chữ số và dấu gạch nối.
    }
no-site = Không có portal.toml trong { $folder }
    .hint = Ghi tên thư mục của một cổng, hoặc tạo mới: tamquan new THƯ-MỤC
no-slug = Không tạo được địa chỉ từ tên này
    .hint = Đặt tên có chữ cái hoặc chữ số; với một trang, có thể thêm slug = "…" gồm chữ thường a–z, chữ số và dấu -
no-theme = Không có giao diện “{ $value }”
    .hint = Viết { $key } = "…" với một giao diện có sẵn: { $choices }. Giao diện của riêng cổng nằm trong themes/TÊN/, TÊN gồm chữ thường không dấu, chữ số và dấu gạch nối.
not-a-channel = “{ $value }” không phải địa chỉ một kênh chia sẻ
    .hint = Địa chỉ kênh tận cùng bằng tên kênh và dấu gạch chéo, ví dụ https://lamgiang.gov.vn/exchange/v1/chi-dao-dieu-hanh/
not-a-choice = “{ $value }” không phải một trong các giá trị
    .hint = Chọn một: { $choices }
not-a-choice-near = “{ $value }” không phải một trong các giá trị
    .hint = Có phải là "{ $near }" ({ $name })? Chọn một: { $choices }
not-a-digest = “{ $value }” không phải mã SHA-256
    .hint = Ghi đúng 64 chữ số 0–9, a–f mà cơ quan chia sẻ đã công bố.
not-a-duration = “{ $value }” không phải khoảng thời gian
    .hint = Ghi số kèm m (phút), h (giờ) hoặc d (ngày), ví dụ "6h"; hoặc "never" nếu chỉ lấy khi chạy tamquan source sync.
not-a-host = “{ $value }” không phải tên miền của một cổng
    .hint = Chỉ ghi tên miền, không có https://, cổng kết nối và thư mục, ví dụ lamgiang.gov.vn; đuôi dùng chung như gov.vn không dùng được.
not-a-name = “{ $value }” không dùng làm tên được
    .hint = Tên gồm chữ thường không dấu, chữ số và dấu gạch nối, bắt đầu bằng chữ hoặc số, ví dụ chi-dao-dieu-hanh.
not-a-number = { $form ->
        [integer] “{ $value }” không phải số nguyên
       *[number] “{ $value }” không phải số
    }
    .hint = { $form ->
        [integer] Viết một số nguyên bằng chữ số, không có đơn vị, phần thập phân và dấu ngăn hàng nghìn, ví dụ 12000
       *[number] Viết một số bằng chữ số, không có đơn vị và dấu ngăn hàng nghìn, phần thập phân sau dấu chấm, ví dụ 12000 hoặc 1.5
    }
not-a-phone = “{ $value }” không phải số điện thoại
    .hint = Viết cả mã vùng, ví dụ 0299 3812 345.
not-a-slug = “{ $value }” không thể là một phần của địa chỉ
    .hint = Chỉ dùng chữ thường a–z, chữ số và dấu -.
not-a-slug-near = “{ $value }” không thể là một phần của địa chỉ
    .hint = Viết { $suggestion }
not-a-url = “{ $value }” không phải địa chỉ
    .hint = Bắt đầu bằng https://
not-an-email = “{ $value }” không phải địa chỉ thư điện tử
    .hint = Viết đầy đủ, ví dụ vanphong@senvang.lamgiang.gov.vn
not-an-image = { $value } không phải loại ảnh mà trình duyệt nào cũng hiện được
    .hint = Ghi tên một tệp JPEG, PNG, WebP, GIF hoặc SVG.
not-nfc = Dấu trong tệp này được lưu tách khỏi chữ
    .hint = Tệp vẫn đọc được. Lưu tệp dạng Unicode dựng sẵn (NFC) để hết thông báo này.
not-utf8 = Tệp không phải UTF-8
    .hint = Lưu lại dạng UTF-8; trong trình soạn thảo, chọn “Unicode (UTF-8)”.
not-waiting = Nguồn “{ $source }” không có nội dung “{ $value }” chờ duyệt
    .hint = Nội dung đang chờ duyệt: { $choices }
nothing-waiting = Nguồn “{ $source }” không có nội dung “{ $value }” chờ duyệt
    .hint = Nguồn này hiện không có nội dung nào chờ duyệt. Xem những gì đang giữ: tamquan source list { $source }
notice-without-end = Thông báo khẩn này không có ends, nên hiện trên mọi trang cho đến khi có người gỡ
    .hint = Ghi lúc thôi hiển thị, ví dụ ends = 2026-11-25T18:00
number-case = “{ $value }” viết chữ hoa, chữ thường không như trên văn bản
    .hint = Viết { $suggestion }
number-dash = Trong “{ $value }” có dấu gạch dài của Word, không phải dấu gạch nối (-)
    .hint = Xóa dấu gạch ấy rồi gõ lại: { $suggestion }
number-day = { $value } ở cổng này ban hành ngày { $issued }, không phải { $written } ({ $other })
    .hint = Kiểm tra lại ngày. Nếu là văn bản của cơ quan khác, ghi thêm tên cơ quan: “… của …”.
number-form = “{ $value }” không phải cách viết số ở đây
    .hint = Phần thập phân viết sau dấu chấm, hàng nghìn không có dấu ngăn: { $suggestion }. Nếu không phải số, đặt trong dấu ngoặc kép.
number-out-of-bounds = { $form ->
        [least] { $key } nhỏ hơn { $min }
        [most] { $key } lớn hơn { $max }
       *[both] { $key } phải nằm giữa { $min } và { $max }
    }
    .hint = { $form ->
        [least] Viết một số từ { $min } trở lên.
        [most] Viết một số từ { $max } trở xuống.
       *[both] Viết một số từ { $min } đến { $max }.
    }
number-out-of-range = Số này quá lớn
    .hint = Sửa lại, hoặc đặt trong dấu ngoặc kép nếu là tên gọi.
number-plain-d = “{ $value }” viết D thay cho Đ
    .hint = Viết { $suggestion }
number-prefix = Trong “{ $value }” có chữ đứng trước số
    .hint = Chỉ ghi số, ký hiệu: { $suggestion }
number-sign = Trong “{ $value }” có dấu hoặc chữ số không đúng loại, dù trông giống
    .hint = Viết { $suggestion }
number-spaces = Số, ký hiệu “{ $value }” có dấu cách
    .hint = Viết { $suggestion }
number-suffix = Trong “{ $value }” có chữ hoặc năm đứng sau số, ký hiệu
    .hint = Chỉ ghi số, ký hiệu: { $suggestion }. Năm ban hành lấy từ ngày ban hành; khi dẫn tới văn bản thì viết “{ $suggestion } năm …”.
number-type = Số, ký hiệu { $value } ghi { $code }, còn trường type là { $type_code }
    .hint = Kiểm tra xem bên nào đúng.
number-year = Năm trong { $value } không phải năm ban hành { $year }
    .hint = Kiểm tra lại số, ký hiệu và ngày ban hành.
one-email = “{ $value }” là nhiều địa chỉ thư điện tử, ở đây chỉ ghi được một
    .hint = Giữ một địa chỉ, ví dụ { $suggestion }
one-of = Nội dung loại { $kind } cần một trong các khóa: { $keys }
    .hint = Thêm một trong các khóa này.
one-of-record = Mục này cần một trong các khóa: { $keys }
    .hint = Thêm một trong các khóa này.
one-phone = “{ $value }” là nhiều số điện thoại, ở đây chỉ ghi được một
    .hint = Giữ một số, ví dụ { $suggestion }
original-elsewhere = { $count } nội dung của nguồn “{ $source }”, như “{ $value }”, ghi bản gốc ở tên miền khác với tên miền của kênh
    .hint = Các trang này dẫn về { $url } thay vì địa chỉ đó. Nếu cơ quan công bố đúng là có trang ở tên miền ấy, hãy thêm tên miền vào hosts của [sources.{ $source }].
output-foreign = Thư mục kết quả { $folder } chứa tệp không do tamquan ghi
    .hint = Chọn một thư mục trống bằng -o, hoặc thêm --force nếu được phép xóa mọi thứ trong đó.
output-inside-sources = Thư mục kết quả { $folder } nằm trong thư mục nguồn, hoặc chứa thư mục nguồn
    .hint = Chọn một thư mục nằm cạnh, ví dụ -o public
output-unwritable = Không ghi được { $folder } ({ $reason })
    .hint = Kiểm tra ổ đĩa còn chỗ không và bạn có quyền ghi không. Trang đã đăng trước đó vẫn nguyên vẹn.
page-break = Văn bản này có dấu ngắt trang của PDF hoặc Word (U+000C); khi đăng được coi là dấu cách
    .hint = Không mất gì cả. Muốn hết thông báo này, xóa các dấu ngắt trang trong cả tệp.
page-too-large = Khuôn mẫu này tạo ra một trang lớn hơn { $limit } MB
    .hint = Tìm vòng lặp lồng trong vòng lặp, hoặc hiện ít mục hơn trên mỗi trang (paginate_by).
pages-column = Bảng { $file } không có cột “{ $value }”
    .hint = { $languages ->
        [none] Ghi đúng tên cột như trong bảng. Bảng có các cột: { $columns }
       *[other] Ghi một ngôn ngữ của cổng ({ $languages }), hoặc đúng tên một cột của bảng: { $columns }
    }
pages-column-value = Ý nghĩa của cột “{ $value }” không phải là khóa, cũng không phải là false
    .hint = Ghi khóa mà ô của cột là giá trị, như "{ $value }" = "title", hoặc "{ $value }" = false để bỏ qua cột này.
pages-from = “{ $value }” không phải là đường dẫn của một bảng
    .hint = Ghi đường dẫn của tệp .csv hoặc .json tính từ thư mục của cổng: from = "data/….csv"
pages-from-missing = Không có bảng “{ $value }”
    .hint = Đặt bảng vào đó, hoặc sửa dòng from.
pages-from-missing-near = Không có bảng “{ $value }”
    .hint = Có phải là { $near }? Nếu không, đặt bảng vào đó.
pages-into = “{ $value }” không phải là thư mục của một chuyên mục
    .hint = Ghi thư mục nằm trong content/, như into = "thu-tuc".
pages-key = Trang loại { $kind } không có khóa “{ $key }”
    .hint = Ghi một khóa của loại này hoặc của mọi trang; giá trị cho mẫu trang ghi là "extra.{ $key }", còn false thì bỏ qua cột.
pages-no-section = Chưa có chuyên mục “{ $value }” để nhận trang của bảng
    .hint = Tạo tệp content/{ $value }/_index.md với tên chuyên mục, hoặc sửa dòng into.
pages-no-section-near = Chưa có chuyên mục “{ $value }” để nhận trang của bảng
    .hint = Có phải là “{ $near }”? Nếu không, tạo tệp content/{ $value }/_index.md với tên chuyên mục.
pages-twice = Bảng { $value } được ghi hai lần cho chuyên mục này
    .hint = Bỏ một trong hai mục [[pages]]; nếu các dòng là trang bằng hai ngôn ngữ thì viết language = "…" ở một mục.
parent-differs = Danh bạ “{ $source }” ghi cổng này thuộc { $value }, nhưng portal.toml ghi khác
    .hint = Ghi parent trong [agency]: tên và địa chỉ cổng cấp trên, hoặc báo cơ quan giữ danh bạ sửa lại.
path-character = “{ $value }” không thể là địa chỉ
    .hint = Dùng chữ thường a–z, chữ số, -, _ và /; địa chỉ của trang kết thúc bằng /
path-escapes = “{ $value }” dẫn ra ngoài cổng
    .hint = Bỏ .. và các phần trống.
path-long = Địa chỉ “{ $value }” có một phần dài quá { $limit } byte, máy chủ không lưu được
    .hint = { $sort ->
        [file] Đặt tên tệp ngắn hơn.
        [list] Từ khóa hoặc giá trị dùng làm địa chỉ quá dài: rút ngắn nó trong các bài.
       *[page] Đặt slug hoặc path ngắn hơn; với aliases, hãy rút ngắn chính chỗ đó.
    }
picture-none = Mẫu gọi picture nhưng không có ảnh nào
    .hint = Kiểm tra bằng if trước khi gọi, hoặc ghi ảnh cho trang.
policy-host = “{ $value }” không phải tên một máy chủ
    .hint = Viết đủ tên của đúng một máy chủ: https://ban-do.example. Không mở được cho mọi máy chủ, cũng không mở được mã viết trong trang.
policy-host-near = Máy chủ không viết là “{ $value }”
    .hint = Viết { $suggestion }
policy-host-own = { $value } là máy chủ của chính cổng này, luôn dùng được
    .hint = Bỏ mục này.
policy-unlisted = Chưa có trang nào cho người đọc biết cổng dùng { $value }
    .hint = Thêm dòng template = "privacy.html" vào phần đầu của trang nói về dữ liệu cá nhân.
portal-not-listed = Danh bạ của cổng cấp trên { $value } chưa có cổng này
    .hint = Báo cơ quan giữ danh bạ thêm địa chỉ cổng này.
preview-at-work = Cổng trong { $folder } đang được xem thử ở nơi khác
    .hint = Dùng bản xem thử ấy, hoặc nhấn Ctrl+C ở cửa sổ dòng lệnh của nó để dừng trước.
preview-broke = Bản xem thử đã dừng vì lỗi của chính chương trình
    .hint = Chạy lại. Nếu vẫn gặp, hãy báo lại thao tác vừa làm.
preview-port = Không mở được bản xem thử ở cổng mạng { $port } ({ $reason })
    .hint = Chọn cổng mạng khác, ví dụ --port 8000
private-key = Tệp này chứa khóa bí mật và sẽ bị đăng công khai
    .hint = Hãy chuyển tệp ra ngoài thư mục của cổng. Nếu tệp đã từng được đăng hoặc đưa vào kho mã thì người khác có thể đã lấy được khóa: hãy tạo khóa mới và thu hồi khóa này.
procedure-code = “{ $value }” không phải mã thủ tục
    .hint = Viết trong dấu ngoặc kép như Cơ sở dữ liệu quốc gia về thủ tục hành chính, ví dụ "1.004873".
program-fault = Chương trình gặp lỗi của chính nó: { $message }
    .hint = Đây là lỗi của chương trình, chưa chắc do tệp của bạn; chưa ghi gì ra thư mục kết quả, cổng đã xuất bản vẫn nguyên như cũ. Vui lòng gửi thông báo này, dòng bắt đầu bằng “tamquan:” trên màn hình và kết quả của lệnh “tamquan --version” cho nhóm phát triển. Nếu ở trên có nêu tên tệp, có thể tạm bỏ tệp ấy ra để dựng tiếp.
provisional-host = Cổng còn mang tên miền tạm { $value }
    .hint = Ghi tên miền của cơ quan vào base_url trong portal.toml.
provisional-text = Còn { $count } chỗ chưa điền (SỬA, giá trị tạm, khung hướng dẫn) trong { $files } tệp
    .hint = Thay giá trị tạm, chỗ có chữ SỬA và các khung “Hướng dẫn biên tập” bằng nội dung thật, bắt đầu từ { $first }.
publisher-elsewhere = Nguồn “{ $source }” tự giới thiệu là “{ $value }” tại { $url }, không thuộc tên miền của kênh
    .hint = Các trang ghi nguồn theo tên miền của kênh. Nếu đã xác nhận với cơ quan đó, hãy ghi name và hosts trong [sources.{ $source }].
publisher-our-name = Nguồn “{ $source }” lấy tên của chính cổng này làm tên cơ quan công bố
    .hint = Các trang ghi nguồn theo tên miền của kênh, không theo tên đó. Hãy hỏi lại cơ quan chia sẻ, hoặc ghi name trong [sources.{ $source }].
quote-curly = Dấu ngoặc kép ngoài cùng phải là dấu thẳng "
    .hint = Viết { $suggestion }
quote-inside = Dấu ngoặc kép thẳng này kết thúc phần chữ quá sớm
    .hint = Bên trong, dùng “ ” hoặc \": { $suggestion }
quote-missing = Chữ này phải đặt trong dấu ngoặc kép
    .hint = Viết { $suggestion }
quote-unclosed = Thiếu dấu ngoặc ở cuối phần chữ
    .hint = Viết { $suggestion }
record-cell-empty = Ô của cột “{ $value }” còn trống; mỗi trang của bảng này phải có giá trị ở đó
    .hint = Ghi giá trị vào ô, hoặc xóa dòng này.
record-cell-empty-if = Ô của cột “{ $value }” còn trống; trang có { $condition } phải có giá trị ở đó
    .hint = Ghi giá trị vào ô, hoặc sửa ô kia của dòng này.
record-cell-type = Ô này cần { $wanted }
    .hint = Ghi { $suggestion }
record-column = Không rõ cột “{ $value }” là gì
    .hint = Trong portal.toml, dưới [[pages]], ghi cột này là khóa nào, hoặc bỏ qua cột: columns = {"{"} "{ $value }" = false {"}"}
record-column-missing = Bảng không có cột “{ $label }” ({ $key }); mỗi trang loại { $kind } phải có
    .hint = Thêm cột này, hoặc trong portal.toml, dưới [[pages]], ghi cột nào là nó: columns = {"{"} "…" = "{ $key }" {"}"}
record-column-near = Không rõ cột “{ $value }” là gì
    .hint = Có phải là “{ $near }”? Nếu không, trong portal.toml, dưới [[pages]], ghi cột này là khóa nào, hoặc bỏ qua cột: columns = {"{"} "{ $value }" = false {"}"}
record-column-parts = Giá trị của “{ $value }” ({ $key }) gồm nhiều phần, một ô không ghi được
    .hint = Dùng bảng dạng JSON, ghi các giá trị này vào nội dung trang, hoặc bỏ qua cột: columns = {"{"} "{ $value }" = false {"}"}
record-column-twice = Hai cột “{ $other }” và “{ $value }” cùng là { $key }
    .hint = Bỏ qua một cột: columns = {"{"} "{ $value }" = false {"}"} trong portal.toml, dưới [[pages]].
record-file = Trang của dòng này đã có tệp riêng: { $other }
    .hint = Xóa tệp đó hoặc xóa dòng này.
record-language = portal.toml không có ngôn ngữ “{ $value }”
    .hint = Ghi một trong các mã: { $choices }. Ô trống là ngôn ngữ mặc định.
record-no-name = Bảng này không có cột nào đặt tên cho trang
    .hint = Thêm cột tiêu đề, hoặc trong portal.toml, dưới [[pages]], ghi cột đặt tên: name = "…"
record-twice = Một dòng khác đã có trang tên này: { $other }
    .hint = Xóa một trong hai dòng. Nếu là hai trang, trong portal.toml, dưới [[pages]], ghi một cột mà hai dòng khác nhau: name = "…"
record-unnamed = Dòng này không có gì để đặt tên cho trang: ô của cột “{ $value }” không có chữ cái hay chữ số
    .hint = Ghi giá trị vào ô này.
records-shape = Tệp này không phải là danh sách bản ghi nên không thành trang được
    .hint = Ghi một danh sách đối tượng: { $example }
related-field = Giá trị của “{ $value }” không so sánh được nên không làm các trang liên quan với nhau
    .hint = Ghi một cách phân loại, một trường là tên hay lựa chọn, section hoặc kind; hoặc bỏ mục này.
related-itself = { $value } là chính trang này
    .hint = Ghi một trang khác trong related, hoặc bỏ mục này.
related-name = “{ $value }” không phải cách phân loại nào trong portal.toml, cũng không phải trường nào của các loại trang
    .hint = Ghi tên một cách phân loại hay một trường, hoặc section, hoặc kind.
related-name-near = “{ $value }” không phải cách phân loại nào trong portal.toml, cũng không phải trường nào của các loại trang
    .hint = Có phải là { $near }?
related-twice = { $value } đã có trong related
    .hint = Trang ấy chỉ hiện một lần. Bỏ một trong hai mục.
relation-circle = { $key } chạy vòng: trang này trỏ tới { $other }, trang ấy lại dẫn về đây
    .hint = Một trong các trang ghi nhầm trang khác: bỏ dòng đó.
range-step = range không đi từ start tới end được bằng step_by
    .hint = Kiểm tra lại start, end và dấu của step_by.
qr-too-long = Mã QR không chứa được { $count } byte
    .hint = Ghi địa chỉ của trang, không ghi nội dung trang.
range-too-long = range trả nhiều nhất { $limit } số
    .hint = Giảm khoảng cách giữa start và end.
redirect-from = “{ $value }” không phải là một địa chỉ cũ và một địa chỉ mới
    .hint = Ghi địa chỉ cũ đúng như trên thanh địa chỉ, từ dấu gạch chéo đầu tiên: /Default.aspx?tabid=12, /tin-cu/bai-1.html, hoặc /tin-cu/* cho mọi địa chỉ bắt đầu như vậy. Chữ có dấu, dấu cách hoặc dạng %20 đều được, trừ khi cả hai địa chỉ có dấu *; sau đó là dấu phẩy và địa chỉ mới
redirect-taken = “{ $value }” là địa chỉ đang dùng của cổng này, hoặc đã có ở dòng trên
    .hint = Bỏ dòng này. Địa chỉ đang có trang hoặc tệp thì không thể dẫn sang nơi khác; mẫu có dấu * cũng không được trùm lên địa chỉ đang dùng
redirect-to = Không có “{ $value }” để { $from } dẫn đến
    .hint = Ghi địa chỉ của một trang (/tin-tuc/), tệp của trang đó (@/tin-tuc/_index.md), hoặc một địa chỉ bắt đầu bằng https://
load-elsewhere = “{ $value }” phải tải từ máy chủ khác, và trình duyệt không cho phép điều đó trên cổng này
    .hint = Chép tệp vào static/ rồi ghi đường dẫn của tệp ở đây
script-elsewhere = Tập lệnh tải từ “{ $value }” hoặc gửi dữ liệu đến đó, và trình duyệt không cho phép điều đó trên cổng này
    .hint = Bỏ lệnh gọi này, hoặc chép tệp cần tải vào static/ rồi ghi đường dẫn: "/data/TÊN.json".
load-missing = Không có tệp “{ $value }” trong static/
    .hint = Ghi đường dẫn tính từ tệp này (../images/nen.svg) hoặc từ static/ (/images/nen.svg), và xem lại chữ hoa, chữ thường
load-package = “{ $value }” là tên một gói, trình duyệt không tìm được
    .hint = Chép tập lệnh vào static/ rồi ghi đường dẫn: "./TÊN.js"
relation-self = { $key } ghi chính trang này
    .hint = Ghi văn bản hay trang kia, hoặc bỏ dòng này.
robots-closed = Quy tắc này chặn mọi máy tìm kiếm khỏi toàn bộ cổng
    .hint = Xóa dòng này, hoặc chỉ nêu một thư mục: Disallow: /du-thao/. Bản thử có địa chỉ không công khai thì không cần quy tắc nào.
robots-line = Máy tìm kiếm bỏ qua dòng “{ $value }”
    .hint = Mỗi dòng gồm một từ, dấu hai chấm và giá trị: User-agent: *, Disallow: /du-thao/. Bản đồ cổng thì chương trình tự ghi.
robots-line-near = Máy tìm kiếm bỏ qua dòng “{ $value }”
    .hint = Có phải là { $near }: không?
robots-no-agent = Quy tắc “{ $value }” không dành cho ai: phía trên không có dòng nêu máy tìm kiếm
    .hint = Viết phía trên: User-agent: *
robots-too-long = Tệp dài quá { $limit } kB, là phần mà máy tìm kiếm đọc
    .hint = Nêu thư mục thay cho từng trang.
resize-arguments = resize_image thiếu kích thước, hoặc op, format không đúng
    .hint = op là fit_width, fit_height, fit, fill hoặc scale, kèm width hay height mà nó cần; format là auto, webp, jpg hoặc png.
same-name = Có tệp khác trùng tên, chỉ khác cách lưu dấu
    .hint = Giữ một trong hai tệp.
rule-days-reversed = Ngày cuối đứng trước ngày đầu
    .hint = Ghi ngày đầu ở `from`, ngày cuối ở `to`.
rule-id-shape = “{ $value }” không dùng làm tên quy tắc được
    .hint = Dùng chữ thường không dấu, chữ số, gạch nối và dấu chấm, ví dụ: budget-on-time
rule-pattern = “{ $value }” không phải biểu thức chính quy
    .hint = Ghi mẫu theo cú pháp biểu thức chính quy, ví dụ: (?i)tối mật
rule-twice = Hai quy tắc cùng mang tên “{ $value }”
    .hint = Đặt tên khác cho một trong hai. Muốn thay một lớp quy tắc của chương trình, đặt tệp trùng tên với lớp ấy.
section-missing = Thư mục content/{ $value } chưa có tệp _index.md nên máy không biết các bài trong đó thuộc loại nội dung nào
    .hint = Tạo tệp _index.md trong thư mục ấy, với title và kind = "{ $kind }".
section-of-other-kind = Các bài trong content/{ $value } viết theo loại nội dung “{ $kind }”, mà chuyên mục không ghi loại ấy
    .hint = Ghi kind = "{ $kind }" trong tệp này.
selection-field = Trường thuộc kiểu { $type } như “{ $key }” không dùng để { $part ->
        [sort] sắp xếp các trang
       *[where] chọn các trang
    } được
    .hint = { $part ->
        [sort] Sắp xếp theo một trường có chữ, số, ngày hoặc giá trị chọn sẵn.
       *[where] Trong where, dùng một trường có chữ, số, ngày, giá trị chọn sẵn hoặc trang.
    }
selection-key = { $kind ->
        [none] Không loại nội dung nào có trường “{ $value }”
       *[other] Trang thuộc loại “{ $kind }” không có trường “{ $value }”
    }
    .hint = { $near ->
        [none] { $kind ->
            [none] Ghi thêm loại nội dung (kind="…"), hoặc sửa từ trong { $part }.
           *[other] Chọn một: { $choices }
        }
       *[other] Có phải là “{ $near }”?
    }
selection-limit = get_pages không trả được { $value } trang
    .hint = Ghi limit từ 1 đến { $limit }. Danh sách dài hơn thì để trang của chuyên mục chia thành nhiều phần.
selection-type = { $part ->
        [where] Giá trị của “{ $key }” trong where
       *[argument] Đối số { $key } của get_pages
    } phải là { $form ->
        [date] một ngày, ví dụ "2026-01-31"
        [flag] true hoặc false
        [integer] một số nguyên
        [number] một số
        [page] đường dẫn của một trang
        [table] một bảng
       *[text] một đoạn chữ
    }
    .hint = { $form ->
        [date] Ghi năm, tháng, ngày trong dấu ngoặc kép.
        [flag] Ghi true hoặc false, không có dấu ngoặc kép.
        [integer] Ghi các chữ số, không có dấu ngoặc kép.
        [number] Ghi các chữ số, không có dấu ngoặc kép, dấu chấm trước phần thập phân.
        [page] Ghi đường dẫn của tệp: "@/to-chuc/van-phong.md"
        [table] Ghi các khóa kèm giá trị: where={"{"}"type": "decision"{"}"}
       *[text] Đặt trong dấu ngoặc kép. Biến có thể không có giá trị thì cần lệnh if quanh lời gọi.
    }
share-address = Cổng có địa chỉ “{ $value }” nên chưa chia sẻ được
    .hint = Ghi base_url bắt đầu bằng https:// trong portal.toml: cổng khác chỉ nhận nội dung qua https.
share-exists = Kênh “{ $channel }” đã được tạo, trong thư mục { $folder }
    .hint = Không cần tạo lại. Đưa nội dung vào kênh: tamquan share publish { $channel }. Muốn có thêm kênh khác, thêm [[share]] với tên khác vào portal.toml.
share-expired = Chữ ký của kênh “{ $channel }” đã hết hạn lúc { $time } ngày { $date }: các cổng khác không nhận gì mới, và ghi rằng tin có thể đã cũ
    .hint = Ký lại: tamquan share resign { $channel }, rồi dựng và đưa cổng lên máy chủ. Hẹn giờ cho việc này: xem docs/vi/chia-se.md.
share-expires-soon = Chữ ký của kênh “{ $channel }” sắp hết hạn, lúc { $time } ngày { $date }
    .hint = Ký lại trước lúc ấy: tamquan share resign { $channel }, rồi dựng và đưa cổng lên máy chủ. Hẹn giờ cho việc này: xem docs/vi/chia-se.md.
share-item-too-large = Nội dung “{ $value }” dài { $size } KiB; nhiều nhất là { $limit } KiB
    .hint = Rút gọn bài, hoặc chia thành nhiều bài.
share-keys-inside = Thư mục khóa { $folder } nằm trong thư mục của một cổng ({ $portal })
    .hint = Hãy chọn thư mục ở ngoài mọi cổng. Những gì nằm trong cổng sớm muộn cũng được đăng hoặc đưa vào kho mã, mà ai có khóa thì ký được thay cơ quan.
share-keys-replaced = Các khóa đang dùng là khóa cũ: kênh “{ $channel }” đã đổi khóa
    .hint = Chưa ký gì. Ghi thư mục khóa mới sau --keys, hoặc thay thư mục khóa cũ bằng thư mục khóa mới mà lệnh rotate đã tạo.
share-list-too-large = Danh mục của kênh “{ $channel }” dài { $size } KiB; nhiều nhất là { $limit } KiB
    .hint = Giảm latest của kênh trong portal.toml, và chuyển nội dung cũ sang kênh riêng theo năm.
share-no-item = Kênh “{ $channel }” không có nội dung “{ $value }”
    .hint = Các nội dung mới nhất: { $choices }. Tên của nội dung là phần cuối địa chỉ trang.
share-no-item-near = Kênh “{ $channel }” không có nội dung “{ $value }”
    .hint = Có phải là “{ $near }”? Tên của nội dung là phần cuối địa chỉ trang.
share-no-items = Kênh “{ $channel }” không có nội dung “{ $value }”
    .hint = Kênh này chưa chia sẻ nội dung nào. Đưa các trang vào kênh: tamquan share publish { $channel }
share-no-keys = Chưa biết thư mục khóa nằm ở đâu
    .hint = Ghi thư mục khóa: --keys THƯ-MỤC, ngoài thư mục của cổng.
share-no-kind = Kênh “{ $channel }” chia sẻ loại nội dung “{ $value }”, mà cổng không có
    .hint = Sửa dòng kinds của kênh. Các loại: { $choices }
share-no-section = Kênh “{ $channel }” chia sẻ chuyên mục “{ $value }”, mà cổng chưa có
    .hint = Sửa dòng sections của kênh, hoặc tạo tệp content/{ $value }/_index.md.
share-no-section-near = Kênh “{ $channel }” chia sẻ chuyên mục “{ $value }”, mà cổng chưa có
    .hint = Có phải là “{ $near }”? Sửa dòng sections của kênh.
share-none = portal.toml chưa có kênh chia sẻ nào
    .hint = Thêm [[share]] với channel, title và sections: xem docs/vi/chia-se.md.
share-not-begun = Kênh “{ $channel }” chưa được tạo
    .hint = Chạy: tamquan share init { $channel }
share-not-withdrawn = Nội dung “{ $value }” không bị thu hồi, nên không cần công bố lại
    .hint = Các nội dung đã thu hồi: { $choices }
share-nothing-withdrawn = Nội dung “{ $value }” không bị thu hồi, nên không cần công bố lại
    .hint = Chưa có nội dung nào của kênh bị thu hồi: chạy lệnh này mà không ghi --again.
share-publisher-id = Kênh “{ $channel }” được tạo với tên nơi công bố “{ $old }” ({ $url }), nay portal.toml cho tên “{ $new }”
    .hint = Tên ấy lấy từ base_url. Giữ tên cũ để các cổng khác vẫn nhận ra kênh và khóa vẫn ở chỗ cũ: ghi publisher = "{ $old }" dưới [[share]].
share-redirect = Không dẫn bài đã thu hồi tới “{ $value }” được
    .hint = Ghi đủ địa chỉ bắt đầu bằng https://, hoặc địa chỉ của một trang ở cổng này, ví dụ /tin-tuc/bai-moi/. Các cổng khác chỉ dẫn tới tên miền của cơ quan công bố.
share-root-expired = Chữ ký của khóa gốc kênh “{ $channel }” đã hết hạn lúc { $time } ngày { $date }: các cổng khác không nhận gì mới
    .hint = Lấy khóa gốc từ nơi cất giữ rồi đổi khóa: tamquan share rotate { $channel } --new-keys THƯ-MỤC. Lệnh resign không gia hạn được khóa gốc.
share-root-expires-soon = Chữ ký của khóa gốc kênh “{ $channel }” sắp hết hạn, lúc { $time } ngày { $date }
    .hint = Trước ngày ấy, lấy khóa gốc từ nơi cất giữ rồi đổi khóa: tamquan share rotate { $channel } --new-keys THƯ-MỤC. Lệnh resign không gia hạn được khóa gốc.
share-twice = Hai trang cùng chia sẻ với tên “{ $value }”; trang kia là { $other }
    .hint = Đặt slug khác cho một trong hai trang.
share-unknown = portal.toml không có kênh “{ $value }”
    .hint = Thêm [[share]] với channel = "{ $value }", hoặc sửa lại tên. Các kênh đã ghi: { $choices }
shortcode-argument-choice = Mã ngắn { $shortcode } không nhận { $name } là “{ $value }”
    .hint = Chọn một: { $choices }
shortcode-argument-missing = Mã ngắn { $shortcode } thiếu { $wanted }
    .hint = Thêm { $wanted } vào trong ngoặc tròn.
shortcode-argument-twice = { $value } được ghi hai lần trong một mã ngắn
    .hint = Giữ lại một.
shortcode-argument-type = “{ $value }” của mã ngắn { $shortcode } ghi chưa đúng dạng
    .hint = Viết { $example }
shortcode-argument-unknown = Mã ngắn { $shortcode } không dùng “{ $value }”
    .hint = Dùng được: { $choices }
shortcode-argument-unknown-near = Mã ngắn { $shortcode } không dùng “{ $value }”
    .hint = Có phải là { $near }?
shortcode-body = Mã ngắn { $shortcode } không hiện phần chữ giữa {"{%"} { $shortcode }(…) {"%}"} và {"{%"} end {"%}"}
    .hint = Viết {"{{"} { $shortcode }(…) {"}}"}, không có end, rồi viết phần chữ sau nó.
shortcode-data = Không có tệp data/{ $value }
    .hint = Đặt tệp vào data/, hoặc sửa lại tên.
shortcode-data-format = Máy không đọc bảng từ “{ $value }”
    .hint = Trong Excel chọn Lưu thành CSV UTF-8, đặt tệp vào data/ rồi ghi tên tệp .csv ở đây.
shortcode-data-near = Không có tệp data/{ $value }
    .hint = Có phải là { $near }?
shortcode-empty = Mã ngắn { $shortcode } không có chữ nào bên trong nên chỉ hiện một khung trống
    .hint = Viết {"{%"} { $shortcode }(…) {"%}"}, dưới đó là phần chữ, rồi {"{%"} end {"%}"} trên một dòng riêng.
shortcode-end = Không có gì để kết thúc ở đây
    .hint = Bỏ {"{%"} end {"%}"}, hoặc mở mã ngắn trước nó.
shortcode-in-line = Mã ngắn { $shortcode } tạo thành một khối riêng, không đặt giữa dòng chữ, tiêu đề hay liên kết được
    .hint = Đặt nó trên một dòng riêng.
shortcode-name = Không có trang nào mang số, ký hiệu hay mã “{ $value }”
    .hint = Sửa lại, hoặc ghi path="@/…" với tệp của trang đó.
shortcode-not-alone = {"{%"} { $value } {"%}"} phải đứng riêng một đoạn
    .hint = Để một dòng trống trước và sau nó.
shortcode-number-part = Mã ngắn { $shortcode } không có “{ $value }” riêng: năm và cơ quan viết ngay sau số
    .hint = Viết { $suggestion }
shortcode-page = “{ $value }” không phải một trang như vậy
    .hint = Ghi đường dẫn tính từ content/: "@/…{ $ending }"
shortcode-parentheses = { "{{" } { $value } { "}}" } thiếu dấu ngoặc tròn nên được đăng nguyên văn
    .hint = Nếu là mã ngắn, viết { "{{" } { $value }() { "}}" }; nếu chỉ là chữ, đặt trong dấu `.
shortcode-place = Mã ngắn không đặt được ở đây: { $text }
    .hint = Đặt nó trong phần chữ của bài. Địa chỉ, tiêu đề, mô tả ảnh và HTML không chứa được mã ngắn.
shortcode-slip = { $form ->
        [comma] Giữa hai thông tin của mã ngắn thiếu dấu phẩy
        [equals] Sau tên thông tin của mã ngắn là dấu =, không phải dấu hai chấm
        [quote] Trong giá trị này của mã ngắn lại có dấu ngoặc kép thẳng
       *[text] Giá trị này của mã ngắn phải đặt trong dấu ngoặc kép
    }
    .hint = Viết { $suggestion }
shortcode-syntax = Không đọc được mã ngắn này
    .hint = Viết {"{{"} ten(khoa="giá trị") {"}}"}; chữ trong ngoặc kép, cách nhau bằng dấu phẩy.
shortcode-unclosed = Mã ngắn { $value } không được kết thúc, hoặc kết thúc sai chỗ
    .hint = Đặt {"{%"} end {"%}"} trên một dòng riêng sau nội dung của nó. Mã ngắn không có chữ bên trong thì viết {"{{"} { $value }(…) {"}}"}.
shortcode-unknown = Không có mã ngắn “{ $value }”
    .hint = Có các mã: { $choices }
shortcode-unknown-near = Không có mã ngắn “{ $value }”
    .hint = Có phải là { $near }?
sign-as-mark = Dấu “{ $mark }” ở đầu dòng này được đọc là ký hiệu trình bày nên không hiện ra: { $text }
    .hint = Viết \{ $mark } nếu là dấu của con số; nối với dòng trên nếu cùng một câu; để một dòng trống phía trên nếu đúng là trích dẫn, tiêu đề hoặc danh sách.
source-address = Không thể lấy nội dung từ địa chỉ “{ $value }”
    .hint = Ghi đủ địa chỉ bắt đầu bằng https://
source-empty = Nguồn “{ $source }” chưa được lấy về lần nào
    .hint = Nối mạng rồi chạy: tamquan source sync { $source }
source-exists = portal.toml đã có nguồn “{ $value }”
    .hint = Để lấy nội dung mới của nguồn: tamquan source sync { $value }. Nếu đây là nguồn khác, đặt cho nó tên khác bằng --name TÊN.
source-expired = Nội dung của nguồn “{ $source }” đã quá hạn kiểm tra; lần kiểm tra cuối là { $verified }
    .hint = Chạy tamquan source sync { $source }. Nếu vẫn quá hạn, hãy báo cơ quan chia sẻ ký lại. Cổng chưa được dựng vì portal.toml ghi stale = "fail".
source-missing = Trong portal.toml không có nguồn [sources.{ $value }]
    .hint = Sửa lại tên nguồn, hoặc thêm nguồn vào portal.toml.
source-refused = Nguồn “{ $source }” bị từ chối ở mọi lần lấy từ { $time } ngày { $date }: cổng đang dùng bản đã kiểm tra trước đó
    .hint = Hãy gọi điện cho cơ quan chia sẻ, theo số bạn đã biết từ trước. Khi họ đã xử lý, chạy: tamquan source sync { $source }
source-stale = Nội dung của nguồn “{ $source }” đã quá hạn kiểm tra; lần kiểm tra cuối là { $verified }
    .hint = Cổng vẫn được dựng theo cách ghi ở stale trong portal.toml. Chạy tamquan source sync { $source }; nếu vẫn quá hạn, hãy báo cơ quan chia sẻ ký lại.
star-as-sign = Dấu * trong “{ $text }” làm chữ nghiêng và không hiện ra
    .hint = Phép nhân thì viết ×, muốn hiện dấu sao thì viết \*
still-shown = Cổng { $value } vẫn hiển thị nội dung đã thu hồi “{ $item }” tại { $pages }
    .hint = Báo cổng ấy chạy tamquan build để cập nhật.
strange-file = Tệp này không thể nằm ở đây
    .hint = Chuyển tệp sang chỗ khác.
stray-config = tamquan không đọc tệp này: mọi cấu hình nằm trong portal.toml
    .hint = Chép những gì còn cần sang portal.toml, rồi chuyển tệp này ra ngoài.
stray-folder = tamquan không đọc thư mục này
    .hint = Có phải là { $near }? Nếu thư mục dùng cho việc khác, đổi sang tên khác hẳn.
strings = { $sort ->
        [line] Dòng này không viết theo dạng tên = lời, hoặc một tên trong đó có chữ lạ
        [equals] Dòng này thiếu dấu = giữa tên và lời
        [value] Sau dấu = chưa có lời nào
        [brace] Ngoặc {"{"} mở mà chưa đóng, hoặc bên trong viết chưa đúng
        [surplus] Thừa dấu {"}"}
        [default] Lựa chọn này cần đúng một nhánh mặc định
        [quote] Chuỗi trong ngoặc kép chưa đóng
        [escape] Dấu \ ở đây không hiểu được
        [sign] Ở đây cần dấu “{ $value }”
       *[other] Phần trong ngoặc {"{ }"} viết chưa đúng
    }
    .hint = { $sort ->
        [brace] Viết {"{ $name }"} cho một giá trị; muốn hiện dấu ngoặc thì viết {"{ \"{\" }"}.
        [surplus] Bỏ dấu ấy, hoặc viết {"{ \"}\" }"} để hiện dấu.
        [default] Thêm dấu * trước một nhánh: *[other] …
        [escape] Sau \u là bốn hoặc sáu chữ số thập lục phân; viết \\ để có một dấu \.
        [quote] Thêm dấu " ở cuối chuỗi.
       *[other] Viết thành dòng, ví dụ read-more = Xem tiếp
    }
string-unused = Không mẫu nào dùng lời “{ $key }”
    .hint = Xóa dòng này, hoặc dùng lời ấy trong một mẫu ở templates/. Tệp strings/vi.ftl của giao diện có đủ các tên.
string-unused-near = Không mẫu nào dùng lời “{ $key }”
    .hint = Có phải là { $near }? Viết đúng tên thì lời của giao diện mới được thay.
strings-missing = { $form ->
        [all] Giao diện chưa có lời cho “{ $language }”: { $count } lời như { $names } hiện bằng tiếng Anh hoặc tiếng Việt trên các trang ấy
       *[some] { $count } lời của giao diện chưa có bản “{ $language }”, nên hiện bằng tiếng Anh hoặc tiếng Việt trên các trang ấy: { $names }
    }
    .hint = Viết vào tệp strings/{ $language }.ftl, mỗi dòng một lời: tên = lời. Tệp strings/en.ftl của giao diện có đủ các tên kèm lời tiếng Anh.
strings-name = Lời “{ $key }” nhắc đến { $value }, nhưng không có lời nào tên như vậy
    .hint = Viết chữ bình thường, không có ngoặc nhọn. Muốn hiện dấu ngoặc nhọn, viết { "{ \"{\" }" }.
strings-name-near = Lời “{ $key }” nhắc đến { $value }, nhưng không có lời nào tên như vậy
    .hint = Có phải là { $near }? Nếu không, viết chữ bình thường, không có ngoặc nhọn.
strings-no-variable = Lời “{ $key }” dùng { $value }, nhưng không nơi nào cho giá trị ấy
    .hint = Viết bằng chữ: lời này không có giá trị nào.
strings-variable = Lời “{ $key }” dùng { $value }, nhưng không nơi nào cho giá trị ấy
    .hint = Các giá trị dùng được trong lời này: { $choices }
symbol-font = Dấu ở “{ $value }” thuộc phông Symbol hay Wingdings; khi đăng đã đổi thành dấu mà phông nào cũng có
    .hint = Muốn hết thông báo này, gõ lại dấu ấy; đầu mỗi mục của danh sách viết “- ”.
tab-columns = Dòng này có các ô cách nhau bằng phím Tab, như chép từ Excel; người đọc không thấy thành bảng
    .hint = Lưu bảng thành tệp CSV trong data/ rồi dùng shortcode table, hoặc viết các ô giữa những dấu |.
tab-indentation = Dòng này thụt vào bằng phím Tab
    .hint = Thay bằng dấu cách: mỗi bậc hai dấu cách.
table-columns = Dòng |---| có { $found } ô, còn dòng tiêu đề phía trên có { $wanted } ô, nên không thành bảng
    .hint = Ghi một --- giữa hai dấu | cho mỗi cột tiêu đề.
table-cut = Giữa các dòng của bảng này có dòng trống nên không thành bảng
    .hint = Bỏ các dòng trống ở giữa bảng.
table-deep-cell = data/{ $file }: dòng { $row } có một giá trị lại là bảng nên không hiện được trong ô
    .hint = Sửa tệp dữ liệu: mỗi ô chỉ có chữ, số hoặc một danh sách đơn giản.
table-long-row = data/{ $file }: dòng { $row } có nhiều ô hơn số cột
    .hint = Sửa tệp dữ liệu: thêm tên cột, hoặc bỏ ô thừa.
table-no-rows = data/{ $file } không phải bảng: tệp không có danh sách các dòng
    .hint = Sửa tệp dữ liệu thành danh sách các dòng, hoặc dùng CSV.
table-other-row = data/{ $file }: dòng { $row } không cùng dạng với dòng đầu
    .hint = Sửa tệp dữ liệu: mọi dòng cùng là bản ghi có tên cột, hoặc cùng là danh sách các ô.
table-row = Dòng này có { $found } ô, còn bảng có { $wanted } cột, nên phần thừa sẽ không được đăng
    .hint = Thêm ô vào dòng tiêu đề và dòng |---|---|, hoặc gộp ô. Dấu | trong chữ thì viết \|
table-text-below = Dòng này nằm ngay dưới bảng nên thành một dòng của bảng: { $text }
    .hint = Để một dòng trống phía trên. Nếu đúng là một dòng của bảng, viết giữa hai dấu |.
table-without-head = Các dòng này trông như một bảng nhưng thiếu dòng |---|---|
    .hint = Thêm dòng |---|---| dưới dòng đầu của bảng.
target-missing = “{ $value }” không dẫn tới trang hay tệp nào
    .hint = Ghi @/… với tệp nội dung, hoặc /… với tệp trong static/. Kiểm tra chính tả.
target-no-page = “{ $value }” không phải một trang
    .hint = Ghi tệp của trang, ví dụ @/lien-he.md
target-no-section = “{ $value }” không phải một chuyên mục
    .hint = Ghi tệp _index.md của chuyên mục, ví dụ @/tin-tuc/_index.md
taxonomy-key = “{ $key }” phải viết dưới [taxonomies]
    .hint = { $terms ->
        [none] Bỏ dòng này: dòng không nêu mục nào.
       *[some] Viết thêm dòng [taxonomies] (giữa hai dòng ---: taxonomies:) sau các khóa khác, rồi chuyển dòng này xuống dưới đó.
    }
taxonomy-missing = portal.toml không có cách phân loại “{ $value }”
    .hint = Thêm vào taxonomies của portal.toml, hoặc sửa tên trong mẫu.
template = Bộ máy đọc mẫu không làm được chỗ này: “{ $message }”
    .hint = Sửa mẫu tại chỗ này, hoặc sửa các giá trị mà bài đưa cho nó.
template-argument = Ở đây thiếu đối số “{ $value }”
    .hint = Viết { $value }=… trong ngoặc đơn của hàm hoặc bộ lọc này.
template-block = Mẫu được kế thừa ({ $parent }) không có khối “{ $value }”
    .hint = { $near ->
        [none] Đặt nội dung vào một khối mà mẫu ấy có, hoặc thêm khối này vào mẫu ấy.
       *[other] Có phải là “{ $near }”?
    }
template-block-twice = Mẫu này đã có khối “{ $value }” ở trên
    .hint = Mỗi khối chỉ viết một lần; đổi tên hoặc bỏ một trong hai.
template-blocks = Mẫu này thiếu các khối { $value }, là chỗ để những mẫu kế thừa nó ({ $children }) ghi nội dung
    .hint = Thêm {"{"}% block { $first } %{"}"}{"{"}% endblock %{"}"} vào mẫu, và các khối kia cũng vậy; hoặc đặt cho mẫu này một tên riêng.
template-component = { $sort ->
        [unknown] Thành phần “{ $component }” không nhận tham số “{ $value }”
        [missing] Thành phần “{ $component }” cần tham số “{ $value }”
       *[type] Tham số “{ $value }” của thành phần “{ $component }” không đúng loại
    }
    .hint = { $sort ->
        [unknown] { $known ->
            [none] Thành phần này không nhận tham số nào.
           *[other] Thành phần nhận: { $known }
        }
        [missing] Viết { $value }=… trong lời gọi.
       *[type] Thành phần nhận giá trị loại { $wanted }, nhưng lại được giá trị loại { $found }.
    }
template-component-own = { $sort ->
        [unknown] Thành phần này thay cho thành phần của giao diện, nhưng không nhận tham số “{ $value }” mà { $caller } đưa vào
        [missing] Thành phần này thay cho thành phần của giao diện, nhưng cần tham số “{ $value }” mà { $caller } không đưa vào
       *[type] Thành phần này thay cho thành phần của giao diện, nhưng nhận “{ $value }” loại khác với loại mà { $caller } đưa vào
    }
    .hint = { $sort ->
        [unknown] Thêm { $value } vào trong ngoặc, hoặc viết ...rest ở cuối ngoặc; hoặc đặt cho thành phần một tên khác.
        [missing] Cho tham số một giá trị sẵn: { $value } = ""; hoặc đặt cho thành phần một tên khác.
       *[type] Đừng ghi loại của tham số, hoặc đặt cho thành phần một tên khác.
    }
template-component-twice = Thành phần “{ $value }” được định nghĩa ở đây và trong { $other }
    .hint = Bỏ một trong hai.
template-expected = { $sort ->
        [value] Ở đây cần một giá trị, chứ không phải “{ $found }”
       *[sign] Ở đây cần { $wanted ->
            [identifier] một tên
           *[other] “{ $wanted }”
        }, chứ không phải { $found ->
            [identifier] một tên
            [string] một chuỗi trong ngoặc kép
            [integer] một số
           *[other] “{ $found }”
        }
    }
    .hint = Kiểm tra dấu ngoặc và dấu câu của mẫu ở ngay trước chỗ này.
template-circle = Mẫu { $value } nhúng hoặc kế thừa chính nó
    .hint = { $near ->
        [none] Bỏ một trong các chỗ nhúng.
       *[other] Viết “{ $near }”: tên này luôn chỉ tệp của giao diện.
    }
template-folder = “{ $value }” là tên của giao diện, đứng trước tên các mẫu của chính giao diện ấy
    .hint = Đặt cho thư mục mẫu này một tên khác.
template-form = Biểu mẫu gửi tới máy chủ khác ({ $value }), và trình duyệt không cho phép điều đó trên cổng này
    .hint = Dùng liên kết tới trang của máy chủ ấy, hoặc mailto:.
template-frame = { $value } nhúng trang khác vào trang, và trình duyệt không cho phép điều đó trên cổng này
    .hint = Dùng liên kết, hoặc một ảnh có liên kết; với video dùng shortcode video.
template-inline = Trình duyệt không chạy { $value } viết thẳng trong trang của cổng này
    .hint = Đặt mã lệnh hoặc kiểu dáng vào một tệp trong static/ rồi nạp bằng asset().
template-missing = Không có mẫu “{ $value }”
    .hint = Đặt mẫu vào templates/, hoặc ghi tên mẫu khác.
template-missing-near = Không có mẫu “{ $value }”
    .hint = Có phải là "{ $near }"?
template-needs = Mẫu { $template } dùng ở đây cần có “{ $value }”
    .hint = Cho nó một giá trị ở phía trên dòng này: {"{"}% set { $value } = … %{"}"}
template-open = { $sort ->
        [text] Chuỗi mở ngoặc ở đây mà không đóng
        [comment] Ghi chú mở ở đây mà không đóng
        [tag] Mẫu hết ở đây mà một thẻ hoặc dấu ngoặc ở trên chưa đóng
       *[raw] Đoạn giữ nguyên (raw) mở ở đây mà không đóng
    }
    .hint = { $sort ->
        [tag] Đóng {"{{"} bằng {"}}"}, và đóng mỗi thẻ bằng thẻ end… của nó.
       *[other] Thêm { $end } ở cuối.
    }
template-syntax = { $sort ->
        [set] Thẻ set viết chưa đúng
        [loop] Thẻ này chỉ dùng trong for
        [outside] Mẫu kế thừa mẫu khác thì nội dung ngoài các khối không hiện ra
        [extends] Thẻ extends phải đứng đầu mẫu, và chỉ có một
        [block] Khối không viết được ở đây
        [call] Không gọi được một giá trị như gọi hàm
        [character] Dấu ở đây không thuộc ngôn ngữ của mẫu
        [escape] Dấu \ ở đây không hiểu được
        [deep] Mẫu lồng quá nhiều tầng ở đây
       *[name] Tên này là từ riêng của ngôn ngữ mẫu
    }
    .hint = { $sort ->
        [set] Viết {"{"}% set ten = giá trị %{"}"}; tên chỉ gồm chữ không dấu, số và dấu _.
        [loop] Bỏ thẻ này, hoặc đặt nó vào giữa for và endfor.
        [outside] Đặt nội dung vào một khối của mẫu được kế thừa, ví dụ {"{"}% block content %{"}"}.
        [extends] Đưa thẻ lên dòng đầu, trước mọi nội dung khác.
        [block] Đưa khối ra ngoài thẻ đang mở.
        [call] Bỏ ngoặc đơn; bộ lọc thì viết sau dấu |.
        [character] Kiểm tra dấu ngoặc kép: viết "…" thẳng, không viết “…” cong.
        [escape] Viết \\ để có một dấu \, \" để có một dấu ngoặc kép.
        [deep] Tách mẫu thành nhiều mẫu nhỏ hơn.
       *[name] Đặt tên khác.
    }
template-tag = { $near ->
        [later] “{ $value }” không ứng với thẻ mở nào, hoặc một thẻ mở ở trên chưa đóng
       *[other] Mẫu không có thẻ “{ $value }”
    }
    .hint = { $near ->
        [later] Đóng các thẻ theo thứ tự ngược với lúc mở: if với endif, for với endfor, block với endblock.
        [none] Các thẻ có thể dùng: if, for, set, block, extends, include, filter, raw, component.
       *[other] Có phải là “{ $near }”?
    }
template-type = { $sort ->
        [date] Bộ lọc date cần một ngày, chứ không phải { $value }
        [format] Bộ lọc date không có dạng { $value }
        [number] Ở đây cần một số
        [text] Bộ lọc này cần một đoạn chữ, chứ không phải { $value }
        [pattern] “{ $value }” không phải một mẫu tìm
        [base64] “{ $value }” không phải chữ ở dạng Base64
        [line] markdown(inline=true) cần đúng một đoạn văn, chứ không phải “{ $value }”
        [compare] Hai giá trị này khác kiểu nên không so sánh được
        [zero] Không chia được cho 0
        [list] Giá trị này không phải danh sách nên không duyệt được
        [table] Giá trị này không phải bảng các khóa nên không duyệt được theo khóa
        [undefined] Giá trị này không có
       *[type] Đối số này sai kiểu
    }
    .hint = { $sort ->
        [pattern] Viết một biểu thức chính quy, ví dụ "[0-9]+"; ghi \\ trước dấu phải hiểu đúng là dấu ấy.
        [line] Bỏ inline=true, hoặc bỏ tiêu đề, danh sách và đoạn thứ hai trong phần chữ.
        [format] Viết short, long, datetime, short-time, weekday, year hoặc iso.
        [undefined] Hỏi trước bằng if … is defined, hoặc thêm default(value="").
       *[other] Sửa giá trị, hoặc kiểm tra nó bằng if trước khi dùng.
    }
template-undefined = Ở đây không có “{ $value }”
    .hint = { $near ->
        [none] { $known ->
            [none] Kiểm tra chữ viết; với giá trị có thể vắng mặt, hỏi trước bằng if … is defined.
           *[other] Ở đây có: { $known }.
        }
       *[other] Có phải là “{ $near }”?
    }
template-unused = Không có gì dùng mẫu này
    .hint = Có phải là { $near }? Mẫu không dùng đến thì xóa đi.
template-word = { $sort ->
        [filter] Mẫu không có bộ lọc “{ $value }”
        [function] Mẫu không có hàm “{ $value }”
        [test] Mẫu không có phép thử “{ $value }”
       *[component] Mẫu không có thành phần “{ $value }”
    }
    .hint = Kiểm tra chữ viết. Hướng dẫn về mẫu kể tên mọi bộ lọc, hàm và phép thử.
term-of-no-page = Không bài nào có mục phân loại “{ $value }” nên phần chữ này không hiện ở đâu
    .hint = Ghi tên đúng như các bài ghi dưới [taxonomies], hoặc ghi mục ấy vào một bài, hoặc xóa tệp này.
term-of-no-page-near = Không bài nào có mục phân loại “{ $value }” nên phần chữ này không hiện ở đâu
    .hint = Có phải là “{ $near }”?
term-of-others = Nguồn “{ $source }” viết “{ $value }”, còn danh sách viết “{ $other }”
    .hint = Không cần sửa gì: danh sách gộp làm một, với tên “{ $other }”.
text-as-code = Đoạn này bắt đầu bằng phím Tab hay bốn dấu cách nên được đăng thành mã lập trình
    .hint = Bỏ các dấu cách ở đầu dòng. Nếu đúng là mã, viết ``` ở dòng trước và dòng sau nó.
term-one = Khóa term nêu đúng một mục của một cách phân loại
    .hint = Ghi cách phân loại và tên mục, ví dụ term = {"{"} topics = "Lễ hội" {"}"}. Mỗi mục có một tệp riêng.
term-spelling = “{ $value }” và “{ $other }” (ở { $place }) có cùng một địa chỉ
    .hint = Viết “{ $other }” như ở { $place }, hoặc sửa các nơi khác theo cách viết này.
text-after-value = Sau giá trị còn chữ thừa
    .hint = Mỗi dòng chỉ có một khóa và một giá trị: { $suggestion }
text-columns = Các dòng này trông như một bảng hoặc hai cột của một trang; người đọc không thấy thành cột
    .hint = Lưu bảng thành tệp CSV trong data/ rồi dùng shortcode table, hoặc viết các ô giữa những dấu |; hai cột của một trang thì viết lần lượt, cột sau dưới cột trước.
text-ending = Tên tệp này không kết thúc bằng .md nên không thành trang
    .hint = Đổi tên thành { $suggestion }. Trong Notepad, khi lưu hãy chọn “Tất cả các tệp”.
text-ending-twice = Tên tệp này có đuôi .md hai lần
    .hint = Đổi tên thành { $suggestion }
text-missing = strings/{ $language }.ftl không có câu “{ $value }”
    .hint = Thêm câu vào strings/{ $language }.ftl, hoặc sửa tên trong mẫu.
text-over-lines = Phần chữ này dài hơn một dòng
    .hint = Nối lại thành một dòng; hoặc, trong TOML, dùng ba dấu """ ở đầu và ba dấu """ ở cuối.
token-contrast = Màu { $front } khó nhìn trên nền { $ground }: độ tương phản { $contrast } : 1, cần ít nhất { $least } : 1
    .hint = { $near ->
        [none] Đổi { $ground } cho sáng hơn hoặc tối hơn hẳn.
       *[other] Sắc gần nhất nhìn rõ là { $near }.
    }
toml-syntax = Máy không hiểu chỗ này
    .hint = Viết mỗi dòng một khóa = "giá trị", chữ đặt trong dấu ngoặc kép thẳng.
theme-circle = Giao diện “{ $value }” lấy chính nó làm nền
    .hint = Ghi một giao diện khác làm nền, hoặc đổi tên giao diện trong themes/{ $value }/.
theme-copy-alone = Tệp này được chép từ giao diện “{ $theme }”, nay giao diện ấy không còn tệp như vậy
    .hint = Xem còn gì dùng tệp không; rồi xóa tệp, hoặc xóa bản gốc của tệp trong theme-originals/{ $theme }/.
theme-copy-behind = Tệp này được chép từ một phiên bản trước của giao diện “{ $theme }”
    .hint = Xem giao diện đã đổi gì: tamquan theme diff { $path }; lấy những gì cần, rồi: tamquan theme confirm { $path }
theme-copy-exists = Cổng đã có tệp này
    .hint = Đổi tên hoặc xóa tệp trước, nếu muốn lấy nguyên tệp của giao diện. Để so sánh: tamquan theme diff { $path } --own
theme-copy-strings = Câu chữ thì không chép cả tệp: tệp của cổng chỉ cần những câu muốn đổi
    .hint = Chỉ viết những dòng ấy vào strings/; các câu khác vẫn theo giao diện, kể cả khi giao diện được cập nhật.
theme-file = Giao diện không có tệp “{ $value }”
    .hint = Xem mọi tệp: tamquan theme list
theme-file-near = Giao diện không có tệp “{ $value }”
    .hint = Có phải là “{ $near }”?
theme-id = Mã (id) { $value } bắt đầu bằng { $prefix }, phần dành riêng cho giao diện
    .hint = Đặt mã khác.
theme-no-copy = Cổng không có tệp “{ $value }” của riêng mình
    .hint = Tệp mà cổng không thay thì luôn là tệp hiện nay của giao diện. Để thay: tamquan theme copy { $value }
too-deep = Chỗ này lồng nhau quá { $limit } lớp
    .hint = Viết phẳng hơn.
too-large = Tệp lớn hơn { $limit } MB
    .hint = Tách tệp, hoặc đặt cạnh một trang làm tệp đính kèm; tệp đính kèm được lớn tới 512 MB.
translation-differs = Bản dịch này ghi { $key } là { $value }, còn bản gốc { $other } ghi { $other_value }
    .hint = Kiểm tra xem bên nào đúng rồi sửa bên kia.
translation-kind = Bản dịch này thuộc loại { $kind }, còn bản gốc { $other } thuộc loại { $other_kind }
    .hint = Ghi cùng một loại ở cả hai, hoặc đổi tên một trong hai tệp nếu đó không phải bản dịch.
translation-lacks = Bản dịch này chưa có lời của mình ở: { $keys }
    .hint = Hãy ghi các khóa này bằng ngôn ngữ của trang. Trong khi chờ, trang hiện lời của { $other }; ảnh thiếu image_alt thì chưa hiện.
underlined-sentence = Dòng { $mark } biến phần chữ phía trên thành tiêu đề: { $text }
    .hint = Để một dòng trống trước --- nếu muốn kẻ một đường ngang; bỏ các dòng === kẻ cho đẹp; nếu muốn tiêu đề, viết ## trước phần chữ.
unknown-key = Không có khóa “{ $key }”
    .hint = { $form ->
        [extra] Có phải là { $near }? Khóa tự đặt viết dưới [extra].
       *[other] Có phải là { $near }?
    }
unknown-key-far = Ở đây không có khóa “{ $key }”
    .hint = { $form ->
        [extra] Bỏ dòng này, hoặc viết dưới [extra].
        [few] Bỏ dòng này, hoặc viết một trong các khóa dùng được ở đây: { $known }
       *[many] Bỏ dòng này.
    }
unknown-language = portal.toml không có ngôn ngữ “{ $value }”
    .hint = Thêm [languages.{ $value }] vào portal.toml, hoặc đổi tên tệp.
unknown-source = portal.toml không có nguồn “{ $value }”
    .hint = Thêm nguồn bằng lệnh tamquan source add, hoặc sửa lại tên cho đúng.
unknown-source-near = portal.toml không có nguồn “{ $value }”
    .hint = Có phải là “{ $near }”? Nếu không, thêm nguồn bằng lệnh tamquan source add.
unknown-taxonomy = portal.toml không có cách phân loại “{ $key }”
    .hint = { $terms ->
        [none] Bỏ dòng này: dòng không nêu mục nào.
       *[some] Khai báo trong portal.toml: taxonomies = [{"{"} name = "{ $key }" {"}"}], rồi viết dưới [taxonomies] của bài; hoặc bỏ dòng này.
    }
unreadable = Không đọc được tệp ({ $reason })
    .hint = Kiểm tra tệp có tồn tại không và bạn có quyền đọc không.
uses-missing = Cổng { $value } chưa công bố danh sách nội dung đang dùng (exchange/uses.json)
    .hint = Cổng dựng bằng tamquan có nguồn trong portal.toml sẽ tự công bố tệp này.
uses-unreadable = Không đọc được danh sách nội dung đang dùng của cổng { $value }
    .hint = Báo người quản trị cổng ấy xem lại tệp exchange/uses.json.
value-missing = Khóa “{ $key }” chưa có giá trị
    .hint = Điền giá trị, hoặc bỏ dòng này.
word-bullet = Dấu “{ $mark }” chép từ Word không tạo thành danh sách
    .hint = Viết { $suggestion }
word-field = Đây là phần sót lại của Word hoặc lỗi của Excel: { $text }
    .hint = Ghi nội dung đúng vào đây, hoặc xóa đi.
wrong-kind = { $value } không phải trang loại { $label } ({ $wanted })
    .hint = Ghi tên một trang thuộc loại đó.
wrong-type = Ở đây là { $found }, cần { $wanted }
    .hint = Viết { $suggestion }
yaml-reference = Các dấu & * ! ở đầu giá trị có nghĩa riêng
    .hint = Đặt giá trị này trong dấu ngoặc kép.
yaml-syntax = Máy không hiểu chỗ này
    .hint = Viết mỗi dòng một khóa: giá trị, thụt đầu dòng bằng dấu cách; chữ có ký hiệu lạ đặt trong dấu ngoặc kép.

# Lời của thư viện và hệ thống, theo slug của lời ấy.
said-permission-denied = không có quyền truy cập
said-entity-not-found = không tìm thấy
said-invalid-input-parameter = không phải là tệp
said-is-a-directory = đây là thư mục
said-not-a-directory = không phải là thư mục
said-no-storage-space = đĩa đã đầy
said-read-only-filesystem-or-storage-medium = đĩa chỉ cho đọc
said-entity-already-exists = đã có sẵn
said-address-in-use = đang có chương trình khác dùng
said-asked-for = theo yêu cầu
said-watch-limit = số thư mục vượt giới hạn của hệ thống
said-network-folder = thư mục nằm ở máy khác
said-events-lost = quá nhiều thay đổi cùng lúc
said-folder-replaced = thư mục đã bị thay bằng thư mục khác
said-network-closed = kết nối bị ngắt giữa chừng
said-network-unreachable = không có máy nào trả lời ở địa chỉ ấy
said-url-folder = địa chỉ của kênh phải kết thúc bằng / và không có dấu ?
said-url-fragment = địa chỉ không được có dấu # và phần sau dấu ấy
said-url-literal = phải ghi tên miền, không ghi địa chỉ IP
said-url-long = địa chỉ dài hơn 2.000 ký tự
said-url-name = đây không phải tên miền công khai trên Internet
said-url-port = địa chỉ không được ghi kèm cổng mạng
said-url-scheme = địa chỉ phải bắt đầu bằng https://
said-url-unreadable = đây không phải địa chỉ, hoặc có dấu cách, ký tự lạ ở trong
said-url-user-info = địa chỉ không được ghi kèm tên người dùng hay mật khẩu

# Lời của explain, --verify và --timings.
phase-read = Đọc cấu hình và danh sách tệp
phase-parse = Đọc nội dung
phase-attachments = Đọc tệp đính kèm
phase-assemble = Ghép thành cổng
phase-compare = So với lần dựng trước
phase-render = Tạo các trang
phase-pictures = Xử lý ảnh
phase-write = Ghi kết quả
phase-remember = Ghi nhớ cho lần sau
timings-content = Nội dung: đọc lại { $done } tệp, dùng bản đã nhớ của { $kept } tệp
timings-made = Kết quả: tạo { $done } tệp, giữ nguyên { $kept } tệp
timings-pictures = Ảnh: tạo { $done } phiên bản, dùng lại { $kept } phiên bản
timings-templates = Khuôn mẫu tốn thời gian nhất (cộng mọi luồng, kể cả shortcode bên trong)
timings-recipes = Loại kết quả tốn thời gian nhất
timings-columns = số tệp   tổng ms    tb ms dài nhất
timings-worst = chậm nhất ở
timings-inside = được gọi từ
timings-outputs = Tệp kết quả tốn thời gian nhất
verify-fine = Đã kiểm tra { $files } tệp: mọi tệp đều đúng như khi dựng lại từ đầu.
verify-failed = { $faults } trong { $files } tệp không đúng như khi dựng lại từ đầu. Đây là lỗi của tamquan hoặc của đĩa; hãy dựng với --fresh để sửa kết quả.
verify-missing = Thiếu tệp { $file }
verify-too-many = Thừa tệp { $file }
verify-differs = { $file } khác từ byte { $byte }
verify-found = trên đĩa
verify-wanted = đúng ra

# What add says, and what it writes into a new page.
add-done = Đã tạo { $file }. Đây đang là bản nháp.
add-others = Các chuyên mục khác thuộc loại này, ghi sau --into: { $sections }
add-fill = Cần điền: { $keys }
add-files = Đặt tệp và ảnh của trang vào thư mục { $folder }.
add-next = Việc tiếp theo: mở tệp, điền những chỗ ghi (SỬA), rồi xem thử bằng: tamquan serve{ $site } --drafts
    Khi bài đã xong, xóa dòng draft = true.
add-draft = xóa dòng này khi bài đã xong
add-optional = Các dòng dưới đây không bắt buộc. Muốn dùng dòng nào thì bỏ dấu # ở đầu dòng ấy.
add-body = (SỬA: viết nội dung ở đây.)

# What theme says.
theme-heading = Giao diện { $themes }: { $count } tệp
theme-heading-based = Giao diện { $themes }, mỗi giao diện lấy giao diện đứng sau làm nền: { $count } tệp
theme-none-changed = Cổng không thay tệp nào của giao diện.
theme-state-unchanged = { "" }
theme-state-added = câu chữ của cổng được dùng trước
theme-state-same = tệp của cổng giống hệt: xóa được
theme-state-copied = cổng dùng tệp riêng; bản chép còn mới
theme-state-behind = cổng dùng tệp riêng; bản chép đã cũ: tamquan theme diff { $file }
theme-state-replaced = cổng dùng tệp riêng
theme-components = Thành phần
theme-component-own = định nghĩa lại trong { $file }
theme-copied = Đã chép vào { $file }. Mẫu cũng có thể chỉ đổi một khối: {"{"}% extends "{ $theme }/{ $name }" %{"}"}
theme-copied-file = Đã chép vào { $file }.
theme-confirmed = Từ nay { $file } được coi là theo kịp giao diện. Lưu cả { $original } vào kho cùng với tệp.
theme-diff-none = Giao diện chưa đổi tệp này kể từ khi chép.
theme-diff-same = Tệp của cổng giống hệt tệp của giao diện.
theme-diff-bytes = Hai tệp khác nhau, và không phải là chữ.
theme-diff-unknown = Không biết tệp của cổng có từ phiên bản nào. Dưới đây là chỗ khác nhau giữa tệp ấy và tệp hiện nay của giao diện; sau lệnh “tamquan theme confirm { $file }”, chương trình mới báo được giao diện đã đổi gì.

explain-not-built = Chưa dựng lần nào vào thư mục kết quả này. Trước hết hãy chạy: tamquan build { $folder }
explain-nothing = Không có tệp hay địa chỉ nào là “{ $name }”.
explain-near = Có phải là:
level-error = lỗi
level-warning = cảnh báo
level-note = lưu ý
check-basis = Căn cứ: { $basis }
check-basis-uncertain = Căn cứ, chưa chắc chắn: { $basis }
check-more-pages = và { $count } trang khác cũng như vậy
check-more-places = … và { $count } chỗ nữa; --json có đủ
check-accepted = Được chấp nhận: { $count }
check-baseline = có trong danh sách cũ
check-baseline-unreadable = { $file } không phải danh sách những chỗ được chấp nhận. Tạo danh sách bằng lệnh: tamquan check --baseline { $file } --write-baseline
check-due = Sắp đến hạn
check-no-cache = Chưa kiểm tra được cổng, vì không ghi được vào thư mục .tamquan. Cho phép ghi vào đó rồi kiểm tra lại.
check-unwritable = Không ghi được { $file }: { $reason }
check-sum = { $errors } lỗi, { $warnings } cảnh báo, { $notes } lưu ý theo { $rules } quy tắc, trong { $files } bài và { $pages } trang
# The report to print.
report-title = Kết quả kiểm tra cổng thông tin điện tử
report-agency = Cơ quan
report-address = Địa chỉ của cổng
report-day = Ngày kiểm tra
report-program = Chương trình
report-version = tamquan { $version }, quy tắc cập nhật đến { $day }
report-sizes = { $files } bài, { $pages } trang
report-waived = Lý do: { $reason } (đến hết { $day })
report-looked-at = Đã kiểm tra
report-sum = Tổng hợp
report-layer = Nhóm quy tắc
report-rules = Quy tắc
report-held = Đạt
report-errors = Lỗi
report-warnings = Cảnh báo
report-notes = Lưu ý
report-findings = Những chỗ chưa đạt
report-nothing = Không có chỗ nào chưa đạt.
report-basis = Căn cứ
report-accepted = Những chỗ được chấp nhận có lý do
report-remarks = Cần biết về những điều được chấp nhận
remark-waiver-ended = Lý do chấp nhận { $rule } trong [check] đã hết hạn sau { $day }: sửa chỗ sai, hoặc gia hạn.
remark-waiver-unused = Lý do chấp nhận { $rule } trong [check] (đến hết { $day }) không còn dùng cho chỗ nào: bỏ mục ấy.
remark-baseline-mended = Trong danh sách cũ, số chỗ đã sửa xong: { $count }. Ghi lại danh sách bằng --write-baseline.
remark-continued = { $instrument } vẫn áp dụng theo { $by }.
remark-continued-until = { $instrument } vẫn áp dụng theo { $by }, đến hết { $day }.
report-all-rules = Các quy tắc đã kiểm tra
report-rule = Quy tắc
report-not-looked-at = Những gì chưa kiểm tra ở đây
certainty-own = việc nên làm
certainty-read = đã đọc bản sao
certainty-reported = theo nguồn khác
certainty-inferred = suy ra
report-unseen-1 = Máy chủ: HTTPS, IPv6, hoạt động liên tục, thời gian tải thật. Những việc này chỉ đo được trên cổng đã đăng.
report-unseen-2 = Nội dung có đúng, đủ, dễ hiểu hay không: người phụ trách đọc và chịu trách nhiệm.
report-unseen-3 = Độ tương phản trong ảnh, lời thoại của phim, thứ tự đọc bằng trình đọc màn hình: cần người thử.
report-unseen-4 = Sự đồng ý của người được nêu tên, và việc rà soát bí mật nhà nước: có hồ sơ riêng.
list-heading = { $list ->
        [drafts] Bản nháp: { $count }
        [planned] Trang chưa đến giờ đăng: { $count }
        [expiring] Trang hết hạn trong { $days } ngày tới: { $count }
        [review] Trang phải xem lại trong { $days } ngày tới: { $count }
        [signatures] Kênh có chữ ký hết hạn trong { $days } ngày tới: { $count }
        [untranslated] Trang chưa có bản dịch: { $count }
        [provisional] Tệp còn chỗ phải điền: { $count }
       *[unused] Tệp không bài nào nhắc đến: { $count }
    }
list-signed = { $part ->
        [content] ký lại bằng: tamquan share resign { $name }
        [root] đổi khóa bằng: tamquan share rotate { $name }
       *[source] lấy bản mới bằng: tamquan source sync { $name }
    }
list-places = { $count } chỗ
list-more = { "  " }… và { $count } tệp nữa; --json in ra tất cả
list-too-far = Lịch không có ngày ấy. Ghi --days nhỏ hơn.
search-no-language = Cổng này không có trang nào bằng ngôn ngữ “{ $language }”.
search-corrected = Kết quả cho: { $words }
search-found = Số kết quả: { $count }
explain-recipe = Là
explain-values = Lấy giá trị từ
explain-source = Tệp nguồn
explain-why = Tạo lần cuối
explain-stale = Cổng đã thay đổi từ lần dựng trước (nội dung, ngày hoặc tùy chọn). Câu trả lời là của hiện tại.
explain-broken = Cổng đang có lỗi nên không nêu được câu trả lời. Để xem lỗi, hãy chạy: tamquan build
explain-templates = Khuôn mẫu
explain-questions = Các câu hỏi và câu trả lời
explain-bodies = Văn bản hiển thị
explain-pictures = Ảnh hiển thị
explain-shown-by = Được hiển thị ở
explain-differs = khác lần dựng trước
explain-more = … và { $count } mục nữa; --json liệt kê tất cả
explain-uses = Số tệp kết quả dùng tệp này: { $count }
state-draft = Chưa đăng: đây là bản nháp. Để đăng, bỏ dòng draft = true ở phần đầu tệp.
state-scheduled = Chưa đăng: tệp hẹn đăng lúc { $date } (dòng publish_at). Đến lúc đó, lần dựng tiếp theo sẽ đăng.
state-withdrawn = Đã thu hồi: nơi công bố của nguồn { $source } đã rút lại nội dung này ({ $date }). Ở chỗ của nó là một lời báo. Xem lý do bằng: tamquan source audit
state-moved = Đã chuyển: nơi công bố của nguồn { $source } nay để nội dung này tại { $url }; địa chỉ ở đây dẫn tới đó.
absent-page = Trang của địa chỉ này nằm trong { $file }
absent-new = Chưa dựng: lần dựng trước chưa biết đến. Hãy chạy: tamquan build
absent-name = Không được đọc: tên như “{ $name }” (bắt đầu bằng dấu chấm, hoặc do trình soạn thảo để lại) không thuộc về cổng. Hãy đổi tên tệp hoặc thư mục.
absent-output = Tệp nằm trong thư mục kết quả { $folder }, nơi mỗi lần dựng đều ghi lại từ đầu; không lần dựng nào tạo ra tệp này. Hãy chuyển tệp vào static/, tệp ở đó được đăng nguyên vẹn.
absent-folder = Đây là một thư mục. Trang của nó nằm trong { $file }
absent-unread = Không được đọc: bản dựng không đọc thư mục { $folder }/. Bài viết thì chuyển vào content/, bảng số liệu vào data/, tệp đăng nguyên vẹn vào static/.
absent-outside = Không được đọc: tệp nằm ngoài các thư mục của cổng. Bài viết thì chuyển vào content/, bảng số liệu vào data/, tệp đăng nguyên vẹn vào static/.
absent-record = Không có trang này: các trang của content/{ $section }/ là các dòng của { $file }, và không dòng nào có tên ấy. Thêm dòng vào bảng, hoặc sửa ô cho ra tên.
absent-language = Chưa có trang bằng ngôn ngữ này: { $file } là trang bằng ngôn ngữ khác. Để dịch, tạo tệp { $wanted }
absent-other-file = Trang nằm trong tệp khác: { $file }
absent-host = Địa chỉ này thuộc máy chủ khác: { $host }. Cổng ở tại { $own }.
note-template-own = Khuôn mẫu riêng của cổng: không giao diện nào có { $name }.
note-template-replaces = Thay cho { $name } của giao diện { $theme }. Để so sánh, chạy: tamquan theme diff templates/{ $name } --own
note-template-theme = Thuộc giao diện { $theme }. Để sửa trong cổng, chạy: tamquan theme copy templates/{ $name }
note-template-replaced = Thuộc giao diện { $theme }, và đã được { $file } thay thế.
note-template-needed = Tệp ấy, hoặc một tệp khác, vẫn dùng đến nó.
note-template-unused = Không tệp kết quả nào được tạo bằng nó.
note-data-redirects = Chương trình đọc tệp này: các địa chỉ cũ và nơi chúng dẫn đến.
note-data-search = Chương trình đọc tệp này: những từ mà phần tìm kiếm hiểu thêm.
note-data-table = Mỗi dòng là một trang của content/{ $section }/ ([[pages]] trong portal.toml).
note-data-template = Khuôn mẫu đọc tệp này: { $file }
note-data-shortcode = Mã ngắn { $name } trong { $file } dùng tệp này.
note-data-unused = Chưa có gì đọc tệp này. Để hiện trong bài, viết: {"{{"} table(data="{ $name }") {"}}"}
state-hidden-section = Chưa đăng: chuyên mục { $file } là bản nháp hoặc hẹn giờ đăng, nên mọi trang bên trong cũng chưa đăng.
state-gone = Đã hết hạn đăng (dòng expires_at của tệp hoặc của chuyên mục): địa chỉ của trang báo nội dung đã gỡ.
state-no-page = Không có trang riêng: loại nội dung này, hoặc dòng render = false của chuyên mục, chỉ cho hiển thị ở trang khác.
how-extends = kế thừa
how-includes = chèn vào
how-names = nhắc tên
how-components = thành phần dùng chung
use-own = Trang của chính tệp này
use-body = Hiển thị văn bản của tệp
use-asked = Có thông tin về trang này
use-values = Lấy giá trị từ tệp này
use-data = Hiển thị dữ liệu của tệp
use-template = Tạo bằng khuôn mẫu này
use-copy = Bản sao của tệp
use-file = Nhắc đến hoặc hiển thị tệp
use-all = Mọi tệp kết quả đều phụ thuộc
recipe-page = trang của { $file }
recipe-section = chuyên mục { $list }, phần { $part } của danh sách
recipe-taxonomy = các mục từ của { $list } ({ $language })
recipe-term = các trang thuộc { $list }, phần { $part }
recipe-facet = danh sách { $list }, phần { $part }
recipe-feed = nguồn tin { $format } của { $list }
recipe-corrections = nguồn tin { $format } của các đính chính ({ $language })
recipe-calendar = lịch của { $list }
recipe-not-found = trang báo không tìm thấy ({ $language })
recipe-gone = trang báo nội dung đã gỡ ({ $language })
recipe-redirect = địa chỉ cũ dẫn tới { $url }
recipe-sitemap = sơ đồ cổng cho máy tìm kiếm, phần { $part }
recipe-sitemap-index = mục lục các sơ đồ cổng
recipe-sitemap-text = sơ đồ cổng dạng văn bản
recipe-robots = quy định cho máy tìm kiếm
recipe-security-txt = nơi báo lỗ hổng bảo mật
recipe-search = chỉ mục tìm kiếm ({ $language })
recipe-search-file = tệp của chỉ mục tìm kiếm
recipe-api = dữ liệu của chuyên mục { $list }
recipe-api-index = dữ liệu các chuyên mục
recipe-metadata = siêu dữ liệu của toàn cổng
recipe-catalogue = danh mục dữ liệu mở
recipe-uses = Danh sách nội dung lấy từ cổng khác
recipe-schedule = lịch các trang tự thay đổi
recipe-hosting = cấu hình cho máy chủ
recipe-copy = bản sao của tệp nguồn
recipe-asset = tệp kiểu dáng hoặc mã lệnh đã thu gọn
recipe-picture = một phiên bản của ảnh
why-picture-version = khi tạo một trang hiển thị ảnh này
why-first = lần dựng đầu tiên
why-forced = được yêu cầu dựng lại từ đầu (--fresh)
why-program = chương trình tamquan đã thay đổi, hoặc không đọc được những gì đã ghi nhớ
why-folder = lần trước dựng vào thư mục khác
why-base = cấu hình, loại nội dung, từ ngữ của giao diện hoặc tùy chọn đã thay đổi
why-new = trước đó chưa có tệp này
why-recipe = trước đó ở địa chỉ này là nội dung khác
why-copied = tệp nguồn đã thay đổi
why-altered = tệp bị thiếu hoặc bị sửa trong thư mục kết quả
why-picture = ảnh hiển thị bị thiếu hoặc bị sửa trong thư mục kết quả
why-template = khuôn mẫu { $name } hoặc khuôn mẫu mà nó dùng đã thay đổi
why-bodies = văn bản đã thay đổi: { $count }
why-answers = câu hỏi có câu trả lời khác trước: { $answers }
why-both = văn bản đã thay đổi: { $count }; câu hỏi có câu trả lời khác: { $answers }
ask-settings = Cấu hình, cơ quan và trình đơn ({ $language })
ask-notices = Thông báo đang có hiệu lực ({ $language })
ask-template = Khuôn mẫu { $name }
ask-frame = Cách hiển thị { $file }
ask-page = Trang { $file }
ask-section = Chuyên mục { $file }
ask-list = Danh sách { $list }, trang { $from }–{ $to }
ask-list-all = Danh sách { $list }, mọi trang
ask-news = Tin mới của { $list }, { $from }–{ $to }
ask-pages = Các trang được chọn: { $list }
ask-parts = Các phần của danh sách { $list }
ask-cards = Mọi trang ({ $language })
ask-cards-all = Mọi trang, mọi ngôn ngữ
ask-datasets = Mọi tập dữ liệu
ask-search = Các từ của mọi trang, { $language }
ask-around = Những gì quanh { $file }
ask-target = “{ $to }” trong { $file } dẫn tới đâu, ở đó có gì
ask-lead = Liên kết “{ $to }” trong { $file } dẫn tới đâu
ask-find = “{ $to }” dẫn tới đâu
ask-number = Văn bản số { $name }
ask-code = Trang có mã { $name }
ask-files = Các tệp của { $file }
ask-file = Tệp { $file }
ask-data = Dữ liệu { $file }
ask-taxonomy = Các mục từ của { $list }
ask-term = Mục từ { $list }
ask-taxonomy-of = Các mục từ cùng loại với { $list }
ask-feeds = Nguồn tin của { $list }
ask-facet = Danh sách thu hẹp { $list }
ask-alphabet = Các chữ cái của mục lục A–Z ({ $language })
ask-tree = Toàn bộ cây chuyên mục ({ $language })
ask-addresses = Mọi địa chỉ
ask-redirects = Địa chỉ cũ và trang đã gỡ
ask-schedule = Lịch các trang tự thay đổi
ask-sections = Mọi chuyên mục
ask-lists = Thông tin của các danh sách
ask-assets = Địa chỉ các tệp kiểu dáng và mã lệnh
ask-calendar = Các bộ tài liệu của lịch công khai { $name }
ask-corrections = Các đính chính ({ $language })
ask-duties = Các thông tin phải công khai theo danh mục { $name }
ask-today = Ngày dựng
ask-source = Nguồn { $name }
ask-shared = Nội dung { $item } của nguồn { $name }
ask-latest = { $count } nội dung mới nhất của nguồn { $name }
ask-robots-rules = Quy tắc cho máy tìm kiếm mà cổng thêm vào
ask-reviews = Các ngày phải xem lại
ask-uses = Nội dung của các cổng khác đang hiển thị ở đâu
answer-gone = không còn nữa
answer-text = “{ $text }”
answer-plain = { $text }
answer-none = không có
answer-yes = có
answer-no = không có
answer-pages = { $count } trang, đầu tiên là “{ $first }”
answer-no-pages = không có trang nào
answer-parts = { $parts } phần, { $count } trang
answer-around = { $count } cấp trên; trước: { $before }; sau: { $after }
answer-entries = { $count } mục
