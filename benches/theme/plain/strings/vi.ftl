page-n = Trang { $n }
newer = Trang trước
older = Trang sau
all = Xem tất cả
not-found = Không tìm thấy trang
gone = Trang đã được gỡ
moved = Trang đã chuyển sang địa chỉ mới
